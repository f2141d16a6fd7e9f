package sim

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// tokenLife is the longest that the Swedish OpenID Connect profile lets an ID token live.
const tokenLife = 5 * time.Minute

// b64 is the form in which tokens, keys and challenges are written (RFC 7515, section 2).
var b64 = base64.RawURLEncoding

// splitScope takes a list of scopes apart.
func splitScope(scope string) []string { return strings.Fields(scope) }

// discovery tells where everything is, as OpenID Connect Discovery 1.0, section 3, lays down. What is listed here is what
// the other doors hold a client to; nothing is promised that is not kept.
func (s *Sim) discovery(w http.ResponseWriter, _ *http.Request) {
	issuer := s.Issuer()
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer":                                           issuer,
		"authorization_endpoint":                           issuer + "/authorize",
		"token_endpoint":                                   issuer + "/token",
		"jwks_uri":                                         issuer + "/keys",
		"response_types_supported":                         []string{"code"},
		"grant_types_supported":                            []string{"authorization_code"},
		"subject_types_supported":                          []string{"public"},
		"id_token_signing_alg_values_supported":            []string{"RS256"},
		"token_endpoint_auth_methods_supported":            []string{"client_secret_basic", "client_secret_post", "private_key_jwt"},
		"token_endpoint_auth_signing_alg_values_supported": []string{"ES256", "RS256"},
		"code_challenge_methods_supported":                 []string{"S256"},
		"scopes_supported":                                 []string{"openid", "profile", "email", numberScope},
		"claims_parameter_supported":                       true,
		"acr_values_supported":                             []string{LoA3},
		"claims_supported":                                 []string{"sub", "name", "email", "auth_time", "acr", numberClaim, s.config.RolesClaim},

		"authorization_response_iss_parameter_supported": true,
	})
}

// keys shows the public half of the key (RFC 7517). The first to ask may have to wait until the key is made.
func (s *Sim) keys(w http.ResponseWriter, _ *http.Request) {
	key, err := s.key()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"keys": []any{publicKey(key.Public())}})
}

// algorithm is what the tokens are signed by.
func (s *Sim) algorithm() string {
	if s.config.Elliptic {
		return "ES256"
	}
	return "RS256"
}

// publicKey writes a key as RFC 7518, section 6, lays down.
func publicKey(key crypto.PublicKey) map[string]string {
	if key, ok := key.(*rsa.PublicKey); ok {
		return map[string]string{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1",
			"n": b64.EncodeToString(key.N.Bytes()), "e": b64.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
		}
	}
	point, err := key.(*ecdsa.PublicKey).Bytes() // 4, then both coordinates
	if err != nil {
		return nil
	}
	return map[string]string{
		"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "1",
		"x": b64.EncodeToString(point[1:33]), "y": b64.EncodeToString(point[33:]),
	}
}

// token exchanges a code for tokens. A code is gone as soon as a client that proved itself has shown it, right or wrong.
func (s *Sim) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil || r.PostForm.Get("grant_type") != "authorization_code" {
		fail(w, http.StatusBadRequest, "unsupported_grant_type")
		return
	}
	client, ok := s.authenticate(r)
	if !ok || s.Mode() == Distrusting {
		w.Header().Set("WWW-Authenticate", "Basic")
		fail(w, http.StatusUnauthorized, "invalid_client")
		return
	}
	// Taken and removed in one step: of two who show the same code at once, one comes too late (RFC 6749, 4.1.2).
	code := r.PostForm.Get("code")
	s.mu.Lock()
	g, known := s.grants[code]
	delete(s.grants, code)
	s.mu.Unlock()
	// PKCE (RFC 7636, 4.6): only who sent the browser off knows what hashes to the challenge.
	challenge := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	if !known || g.client.ID != client.ID || s.config.Now().Sub(g.at) > codeLife ||
		g.redirect != r.PostForm.Get("redirect_uri") || !same(g.challenge, b64.EncodeToString(challenge[:])) {
		fail(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	access, err := s.random(32)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	idToken, err := s.sign(s.claims(g, access))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"access_token": access, "token_type": "Bearer", "expires_in": int(tokenLife.Seconds()), "id_token": idToken,
	})
}

// authenticate finds out which client asks: by its key, by Basic authentication or by fields of the form.
func (s *Sim) authenticate(r *http.Request) (Client, bool) {
	if r.PostForm.Has("client_assertion") {
		return s.byAssertion(r.PostForm)
	}
	id, secret, basic := r.BasicAuth()
	if basic {
		// RFC 6749, 2.3.1: both are form-encoded before they are joined.
		var errID, errSecret error
		id, errID = url.QueryUnescape(id)
		secret, errSecret = url.QueryUnescape(secret)
		if errID != nil || errSecret != nil {
			return Client{}, false
		}
	} else {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	client, ok := s.client(id)
	return client, ok && client.Key == nil && same(secret, client.Secret)
}

// claims writes what the ID token says, with the fault that the mode asks for.
func (s *Sim) claims(g grant, access string) map[string]any {
	now := s.config.Now()
	// at_hash is the left half of the hash (OpenID Connect Core, 3.1.3.6).
	hash := sha256.Sum256([]byte(access))
	claims := map[string]any{
		"iss": s.Issuer(), "aud": g.client.ID, "sub": g.staff.Subject, "nonce": g.nonce,
		"iat": now.Unix(), "exp": now.Add(tokenLife).Unix(), "auth_time": g.at.Unix(),
		"at_hash": b64.EncodeToString(hash[:16]),
	}
	if g.client.Key != nil {
		s.describeCitizen(claims, g.citizen)
	} else {
		claims["name"], claims["email"] = g.staff.Name, g.staff.Email
		setPath(claims, s.config.RolesClaim, g.staff.Roles)
	}
	switch s.Mode() {
	case WrongNonce:
		claims["nonce"] = strings.Repeat("x", len(g.nonce))
	case Expired:
		claims["iat"], claims["exp"] = now.Add(-2*tokenLife).Unix(), now.Add(-tokenLife).Unix()
	case OldToken:
		claims["iat"], claims["exp"] = now.Add(-6*time.Minute).Unix(), now.Add(time.Hour).Unix()
	case WrongAudience:
		claims["aud"] = g.client.ID + "-other"
	case Stale:
		claims["auth_time"] = now.AddDate(0, 0, -1).Unix()
	case WrongIssuer:
		claims["iss"] = s.Issuer() + "/other"
	}
	return claims
}

// setPath sets a claim that lies deeper: "realm_access.roles" as Keycloak has it. A name with a slash is a URL and one name.
func setPath(claims map[string]any, path string, value any) {
	first, rest, dotted := strings.Cut(path, ".")
	if !dotted || strings.Contains(path, "/") {
		claims[path] = value
		return
	}
	inner := map[string]any{}
	claims[first] = inner
	setPath(inner, rest, value)
}

// sign makes a signed token, or one of those that must not be believed.
func (s *Sim) sign(claims map[string]any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("write token: %w", err)
	}
	if s.Mode() == Unsigned {
		return b64.EncodeToString([]byte(`{"alg":"none"}`)) + "." + b64.EncodeToString(payload) + ".", nil
	}
	text := b64.EncodeToString([]byte(`{"alg":"`+s.algorithm()+`","typ":"JWT","kid":"1"}`)) + "." + b64.EncodeToString(payload)
	key, err := s.key()
	if err != nil {
		return "", fmt.Errorf("make key: %w", err)
	}
	digest := sha256.Sum256([]byte(text))
	if s.Mode() == BadSignature {
		digest[0] ^= 1 // a right signature of something else
	}
	signature, err := s.signature(key, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return text + "." + b64.EncodeToString(signature), nil
}

// signature signs a digest: by RSA, or as two numbers of 32 bytes side by side (RFC 7518, section 3.4).
func (s *Sim) signature(key crypto.Signer, digest []byte) ([]byte, error) {
	curve, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return key.Sign(s.config.Random, digest, crypto.SHA256)
	}
	r, t, err := ecdsa.Sign(s.config.Random, curve, digest)
	if err != nil {
		return nil, err
	}
	pair := make([]byte, 64)
	r.FillBytes(pair[:32])
	t.FillBytes(pair[32:])
	return pair, nil
}

// same compares secrets without telling by its time how far they agree.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// fail answers as RFC 6749, 5.2 lays down.
func fail(w http.ResponseWriter, status int, code string) {
	writeJSON(w, status, map[string]string{"error": code})
}

// writeJSON answers. That the client has gone is no fault of ours.
func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
