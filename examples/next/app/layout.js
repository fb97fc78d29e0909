import { SessionProvider } from "@ory/elements-react/client";
import "@ory/elements-react/theme/styles.css";

export const metadata = { title: "Example" };

// Without a session from the server, the provider asks for it from the browser. That is where a renewed cookie
// reaches the browser: `getServerSession` drops it.
export default function RootLayout({ children }) {
  return (
    <html lang="en">
      <body>
        <SessionProvider>{children}</SessionProvider>
      </body>
    </html>
  );
}
