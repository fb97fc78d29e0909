import { Login } from "@ory/elements-react/theme";
import { getLoginFlow } from "@ory/nextjs/app";
import config from "../../ory.config";

export default async function LoginPage({ searchParams }) {
  const flow = await getLoginFlow(config, searchParams);
  return flow ? <Login flow={flow} config={config} /> : null;
}
