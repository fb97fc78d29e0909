package main

import (
	"io"
	"net/http"
	"net/url"
)

// RequirePolicy runs the handler only if the edge's policy "app" lets the request through. What it says of the person
// replaces whatever the client sent under the same names.
func RequirePolicy(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := askEdge(r, "/edge-sessions/authorize/app")
		if err != nil {
			http.Error(w, "Please try again later.", http.StatusServiceUnavailable)
			return
		}
		defer answer.Body.Close()
		passRenewedCookie(w, answer)
		switch answer.StatusCode {
		case http.StatusOK:
			for _, name := range []string{"X-User-Id", "X-User-Name"} {
				value, _ := url.PathUnescape(answer.Header.Get(name)) // the edge encodes what is not plain ASCII
				r.Header.Set(name, value)
			}
			handle(w, r)
		case http.StatusUnauthorized, http.StatusForbidden:
			w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
			w.WriteHeader(answer.StatusCode)
			io.Copy(w, answer.Body)
		default:
			http.Error(w, "Please try again later.", http.StatusServiceUnavailable)
		}
	}
}
