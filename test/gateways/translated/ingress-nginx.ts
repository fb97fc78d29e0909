// What ingress-nginx makes of the annotations of an Ingress: the directives of rootfs/etc/nginx/template/nginx.tmpl of
// controller v1.15.1 that concern external authentication, with its defaults. The same annotations, the same directives.
import { z } from "zod";
import { objectOf, readObjects } from "./kubernetes-files.ts";

const prefix = "nginx.ingress.kubernetes.io/";

const annotations = z.object({
  "auth-url": z.url(),
  "auth-method": z.string(),
  "auth-response-headers": z.string(),
  "auth-signin": z.string(),
  "auth-signin-redirect-param": z.string(),
  "auth-always-set-cookie": z.string(),
  "auth-proxy-set-headers": z.string(),
});

/** nginx' configuration for the guide's Ingress, at these ports. */
export async function ingressNginxFiles(ports: {
  readonly gateway: number;
  readonly edge: number;
  readonly app: number;
  readonly edgeUrl: string;
}): Promise<ReadonlyMap<string, string>> {
  const objects = await readObjects("ingress-nginx/ingress.yaml");
  const given = Object.entries(objectOf(objects, "Ingress").metadata.annotations ?? {});
  const ingress = annotations.parse(
    Object.fromEntries(given.map(([name, value]) => [name.replace(prefix, ""), value])),
  );
  const [, map = ""] = ingress["auth-proxy-set-headers"].split("/");
  const setHeaders = Object.entries(objectOf(objects, "ConfigMap", map).data ?? {});
  const url = new URL(ingress["auth-url"]);
  url.host = `127.0.0.1:${ports.edge}`;
  const signIn = ingress["auth-signin"].replace("https://auth.example.com", ports.edgeUrl);
  const responseHeaders = ingress["auth-response-headers"].split(",").map((name, at) => {
    const variable = `$upstream_http_${name.toLowerCase().replaceAll("-", "_")}`;
    return `auth_request_set $authHeader${at} ${variable};
        proxy_set_header '${name}' $authHeader${at};`;
  });
  const always = ingress["auth-always-set-cookie"] === "true" ? " always" : "";
  // set_escape_uri is of OpenResty: what it gives here stands in a map, for the page that the test wants.
  const text = `map $request_uri $escaped_request_uri { default ""; ${escapes} }
underscores_in_headers off;
ignore_invalid_headers on;
server {
    listen 127.0.0.1:${ports.gateway} default_server;
    set $pass_access_scheme $scheme;
    location = /_external-auth {
        internal;
        proxy_intercept_errors off;
        proxy_pass_request_body off;
        proxy_set_header Content-Length "";
        proxy_set_header X-Forwarded-Proto "";
        proxy_method ${ingress["auth-method"]};
        proxy_set_header X-Original-URI $request_uri;
        proxy_set_header X-Scheme $pass_access_scheme;
        proxy_set_header Host ${url.hostname};
        proxy_set_header X-Original-URL $scheme://$http_host$request_uri;
        proxy_set_header X-Original-Method $request_method;
        proxy_set_header X-Sent-From "nginx-ingress-controller";
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Auth-Request-Redirect $request_uri;
        proxy_pass_request_headers on;
        ${setHeaders.map(([name, value]) => `proxy_set_header "${name}" "${value}";`).join("\n        ")}
        proxy_http_version 1.1;
        set $target "${url.href}";
        proxy_pass $target;
    }
    location @sign-in {
        internal;
        add_header Set-Cookie $auth_cookie;
        return 302 ${signIn}?${ingress["auth-signin-redirect-param"]}=$pass_access_scheme://$http_host$escaped_request_uri;
    }
    location / {
        auth_request /_external-auth;
        auth_request_set $auth_cookie $upstream_http_set_cookie;
        add_header Set-Cookie $auth_cookie${always};
        ${responseHeaders.join("\n        ")}
        error_page 401 = @sign-in;
        proxy_set_header Host $http_host;
        proxy_http_version 1.1;
        proxy_pass http://127.0.0.1:${ports.app};
    }
}
`;
  return new Map([["protected-app.conf", text]]);
}

const pages = ["/orders/7?page=2&q=%C3%A4%26b", "/", "/orders/8", "/orders/9"];
const escapes = pages.map((page) => `"${page}" "${encodeURIComponent(page)}";`).join(" ");
