// A server whose pages need a session. EDGE_URL=http://127.0.0.1:4000 PORT=3000 go run .
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", RequireSession(func(w http.ResponseWriter, r *http.Request, session Session) {
		fmt.Fprintf(w, "Hello %s, %s\n", session.Identity.ID, session.Identity.Traits.Name)
	}))
	http.HandleFunc("/policy", RequirePolicy(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello %s, %s\n", r.Header.Get("X-User-Id"), r.Header.Get("X-User-Name"))
	}))
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s/\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}
