package main

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"time"
)

const sessionCookie = "ory_kratos_session"

// The edge answers 504 after 5 s, so this is longer. A redirect is no answer to a check.
var edge = &http.Client{
	Timeout: 6 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	},
}

// Session is what a handler needs of a session.
type Session struct {
	Active   bool
	Identity struct {
		ID     string
		Traits struct{ Name string }
	}
}

// askEdge sends the credentials of a request, and nothing else of it.
func askEdge(r *http.Request, path string) (*http.Response, error) {
	check, err := http.NewRequestWithContext(r.Context(), http.MethodGet, os.Getenv("EDGE_URL")+path, nil)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"Cookie", "X-Session-Token", "Authorization"} {
		check.Header[name] = r.Header[name]
	}
	return edge.Do(check)
}

// passRenewedCookie gives the browser its new cookie where the identity server has extended the session.
func passRenewedCookie(w http.ResponseWriter, answer *http.Response) {
	for _, line := range answer.Header["Set-Cookie"] {
		if strings.HasPrefix(line, sessionCookie+"=") {
			w.Header().Add("Set-Cookie", line)
		}
	}
}

// RequireSession runs the handler only if the edge says whose session the request carries.
func RequireSession(handle func(http.ResponseWriter, *http.Request, Session)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := askEdge(r, "/sessions/whoami")
		if err != nil {
			http.Error(w, "Please try again later.", http.StatusServiceUnavailable)
			return
		}
		defer answer.Body.Close()
		passRenewedCookie(w, answer)
		var session Session
		switch answer.StatusCode {
		case http.StatusOK:
			err = json.NewDecoder(answer.Body).Decode(&session)
			if err == nil && session.Active && session.Identity.ID != "" {
				handle(w, r, session)
				return
			}
		case http.StatusUnauthorized:
			http.Error(w, "Please sign in.", http.StatusUnauthorized)
			return
		case http.StatusForbidden:
			http.Error(w, "Please confirm your second factor.", http.StatusForbidden)
			return
		}
		http.Error(w, "Please try again later.", http.StatusServiceUnavailable)
	}
}
