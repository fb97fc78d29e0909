package main

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Verifier verifies signed sessions by the published keys, which it remembers.
type Verifier struct {
	KeysURL, Issuer, Audience string

	mu      sync.Mutex
	keys    map[string]any
	fetched time.Time
}

// Session is what a service needs of a token.
type Session struct {
	Subject   string   `json:"sub"`
	SessionID string   `json:"sid"`
	AAL       string   `json:"aal"`
	Email     string   `json:"email"`
	Issuer    string   `json:"iss"`
	Audience  []string `json:"aud"`
	Expires   int64    `json:"exp"`
}

// Verify gives the session of a token, or says why it is refused.
func (v *Verifier) Verify(token string) (*Session, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errors.New("not a token")
	}
	var header struct {
		KeyID    string          `json:"kid"`
		Critical json.RawMessage `json:"crit"`
	}
	var session Session
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || decode(parts[0], &header) != nil || header.Critical != nil {
		return nil, errors.New("not a token")
	}
	// The key decides about the algorithm, and not the token.
	signed := []byte(parts[0] + "." + parts[1])
	valid := false
	switch key := v.key(header.KeyID).(type) {
	case *ecdsa.PublicKey:
		digest := sha256.Sum256(signed)
		valid = len(signature) == 64 && ecdsa.Verify(key, digest[:],
			new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:]))
	case ed25519.PublicKey:
		valid = ed25519.Verify(key, signed, signature)
	}
	if !valid {
		return nil, errors.New("the signature is not of a published key")
	}
	if err := decode(parts[1], &session); err != nil {
		return nil, err
	}
	if session.Issuer != v.Issuer || !slices.Contains(session.Audience, v.Audience) {
		return nil, errors.New("the token is for somebody else")
	}
	if time.Now().Unix() >= session.Expires {
		return nil, errors.New("the token has expired")
	}
	return &session, nil
}

// key gives a published key. It asks for the keys every 5 minutes, and when it does not know one, at most once a second.
func (v *Verifier) key(id string) any {
	v.mu.Lock()
	defer v.mu.Unlock()
	age := time.Since(v.fetched)
	if age > 5*time.Minute || (v.keys[id] == nil && age > time.Second) {
		if keys, err := fetchKeys(v.KeysURL); err == nil {
			v.keys, v.fetched = keys, time.Now()
		}
	}
	return v.keys[id]
}

func fetchKeys(url string) (map[string]any, error) {
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var set struct {
		Keys []struct{ Kid, Alg, X, Y string }
	}
	if err := json.NewDecoder(response.Body).Decode(&set); err != nil {
		return nil, err
	}
	keys := map[string]any{}
	for _, key := range set.Keys {
		x, _ := base64.RawURLEncoding.DecodeString(key.X)
		y, _ := base64.RawURLEncoding.DecodeString(key.Y)
		switch {
		case key.Alg == "ES256" && len(x) == 32 && len(y) == 32:
			keys[key.Kid] = &ecdsa.PublicKey{Curve: elliptic.P256(),
				X: new(big.Int).SetBytes(x), Y: new(big.Int).SetBytes(y)}
		case key.Alg == "EdDSA" && len(x) == ed25519.PublicKeySize:
			keys[key.Kid] = ed25519.PublicKey(x)
		}
	}
	return keys, nil
}

func decode(part string, value any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, value)
}
