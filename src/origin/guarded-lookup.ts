// Resolves names for connections, and refuses those that resolve to an address which is not allowed.
import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";

/** A look-up like Node's own. It fails if any address of the name is refused. */
export function lookupWithout(refuses: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      const found = typeof address === "string" ? [{ address }] : address;
      if (error === null && found.some((one) => refuses(one.address))) {
        callback(
          new Error("the origin's host name resolves to a reserved address"),
          address,
          family,
        );
      } else callback(error, address, family);
    });
  };
}
