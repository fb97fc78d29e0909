// Accounts of NATS in the way of operators: an operator signs an account, and the account signs its users. What `nsc` does
// with these files, in a few lines.
import { nkeys } from "@nats-io/transport-node";

/** A server's configuration, and credentials of users that it knows. */
export interface NatsOperator {
  readonly configuration: Readonly<Record<string, unknown>>;
  /** The content of a credentials file of a new user, who may do everything in the account. */
  credentials(name: string): string;
}

type KeyPair = ReturnType<typeof nkeys.createOperator>;

/** Makes an operator with one account that has JetStream. */
export function createNatsOperator(): NatsOperator {
  const operator = nkeys.createOperator();
  const account = nkeys.createAccount();
  const system = nkeys.createAccount();
  const unlimited = { subs: -1, data: -1, payload: -1 };
  const limits = { ...unlimited, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const streams = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const accounts = {
    [account.getPublicKey()]: token(operator, account, "account", {
      limits: { ...limits, ...streams },
    }),
    [system.getPublicKey()]: token(operator, system, "account", { limits }),
  };
  return {
    configuration: {
      operator: token(operator, operator, "operator", {}),
      resolver: "MEMORY",
      resolver_preload: accounts,
      system_account: system.getPublicKey(),
    },
    credentials(name) {
      const user = nkeys.createUser();
      const seed = new TextDecoder().decode(user.getSeed());
      const userToken = token(account, user, "user", { ...unlimited, pub: {}, sub: {} }, name);
      return [
        ["-----BEGIN NATS USER JWT-----", userToken, "------END NATS USER JWT------", ""],
        ["-----BEGIN USER NKEY SEED-----", seed, "------END USER NKEY SEED------", ""],
      ]
        .flat()
        .join("\n");
    },
  };
}

/** A token about `subject` that `issuer` signed. */
function token(
  issuer: KeyPair,
  subject: KeyPair,
  type: string,
  claims: Readonly<Record<string, unknown>>,
  name = type,
): string {
  const sub = subject.getPublicKey();
  const body = {
    jti: `${type} ${sub}`,
    iat: 1_700_000_000,
    iss: issuer.getPublicKey(),
    name,
    sub,
    nats: { ...claims, type, version: 2 },
  };
  const encoded = [{ typ: "JWT", alg: "ed25519-nkey" }, body].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const signed = encoded.join(".");
  const signature = Buffer.from(issuer.sign(new TextEncoder().encode(signed)));
  return `${signed}.${signature.toString("base64url")}`;
}
