// How names are compared.

/** The name without accents, in lower case, with single spaces: `São Paulo` and ` sao  paulo` are the same. */
export function plainName(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/\p{Diacritic}/gu, "")
    .replaceAll(/[\s.'’-]+/g, " ")
    .trim()
    .toLowerCase();
}
