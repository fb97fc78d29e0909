// A program that verifies each line that it reads.
package main

import (
	"bufio"
	"encoding/json"
	"os"
)

func main() {
	verifier := &Verifier{KeysURL: os.Args[1], Issuer: os.Args[2], Audience: os.Args[3]}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		session, err := verifier.Verify(lines.Text())
		if err != nil {
			answers.Encode(map[string]any{"refused": err.Error()})
		} else {
			answers.Encode(map[string]any{"claims": session})
		}
	}
}
