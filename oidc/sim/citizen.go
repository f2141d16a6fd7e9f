package sim

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"math/big"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The words of the Swedish OpenID Connect profile 1.0.
const (
	numberScope = "https://id.oidc.se/scope/naturalPersonNumber"
	numberClaim = "https://id.oidc.se/claim/personalIdentityNumber"
)

const (
	jwtBearer    = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	longestProof = 5 * time.Minute // that a client's proof may hold
	clockSkew    = time.Minute
	lowLevel     = "http://id.elegnamnden.se/loa/1.0/loa2"
)

// profileFault finds what the Swedish profile misses in a question; empty for nothing.
func profileFault(form url.Values) string {
	var asked struct {
		Token map[string]*struct {
			Essential bool `json:"essential"`
		} `json:"id_token"`
	}
	switch {
	case form.Get("prompt") != "login":
		return "prompt must be login"
	case len(splitScope(form.Get("acr_values"))) == 0:
		return "acr_values must say which levels will do"
	case !slices.Contains(splitScope(form.Get("scope")), numberScope):
		return "scope must hold " + numberScope
	case json.Unmarshal([]byte(form.Get("claims")), &asked) != nil:
		return "claims must be an object"
	case asked.Token[numberClaim] == nil || !asked.Token[numberClaim].Essential:
		return "claims must ask for the number in the ID token"
	}
	return ""
}

// byAssertion finds out which client asks, by its key: the proof is signed by it, made for this very endpoint, holds just now
// and has not served before (RFC 7523, section 3).
func (s *Sim) byAssertion(form url.Values) (Client, bool) {
	header, body, ok := splitToken(form.Get("client_assertion"))
	if !ok || form.Get("client_assertion_type") != jwtBearer || form.Has("client_secret") {
		return Client{}, false
	}
	var proof struct {
		Issuer   string          `json:"iss"`
		Subject  string          `json:"sub"`
		Audience json.RawMessage `json:"aud"`
		ID       string          `json:"jti"`
		Issued   int64           `json:"iat"`
		Expires  int64           `json:"exp"`
	}
	if json.Unmarshal(body, &proof) != nil || proof.Issuer != proof.Subject || proof.ID == "" || !s.audience(proof.Audience) {
		return Client{}, false
	}
	client, known := s.client(proof.Issuer)
	if !known || client.Key == nil || form.Has("client_id") && form.Get("client_id") != client.ID {
		return Client{}, false
	}
	now, ends := s.config.Now(), time.Unix(proof.Expires, 0)
	if !ends.After(now) || ends.Sub(now) > longestProof || time.Unix(proof.Issued, 0).Sub(now) > clockSkew {
		return Client{}, false
	}
	return client, signedBy(client.Key, header, form.Get("client_assertion")) && s.firstTime(client.ID+" "+proof.ID, ends)
}

// audience tells whether a proof is made for us: for the token endpoint, as OpenID Connect Core has it, or for the issuer.
func (s *Sim) audience(raw json.RawMessage) bool {
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		var one string
		if json.Unmarshal(raw, &one) != nil {
			return false
		}
		list = []string{one}
	}
	return slices.Contains(list, s.Issuer()+"/token") || slices.Contains(list, s.Issuer())
}

// firstTime takes note of a proof and tells whether it is the first time that it is seen.
func (s *Sim) firstTime(id string, ends time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.config.Now()
	for old, ended := range s.proofs {
		if ended.Before(now) {
			delete(s.proofs, old)
		}
	}
	_, seen := s.proofs[id]
	s.proofs[id] = ends
	return !seen
}

// splitToken takes a signed token apart: the algorithm it names, and what it says.
func splitToken(token string) (algorithm string, body []byte, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", nil, false
	}
	head, errHead := b64.DecodeString(parts[0])
	body, errBody := b64.DecodeString(parts[1])
	var header struct {
		Algorithm string `json:"alg"`
	}
	if errHead != nil || errBody != nil || json.Unmarshal(head, &header) != nil {
		return "", nil, false
	}
	return header.Algorithm, body, true
}

// signedBy checks a token's signature by a key that the algorithm belongs to: ES256 is two numbers of 32 bytes side by side
// (RFC 7518, section 3.4).
func signedBy(key crypto.PublicKey, algorithm, token string) bool {
	at := strings.LastIndexByte(token, '.')
	signature, err := b64.DecodeString(token[at+1:])
	if err != nil {
		return false
	}
	digest := sha256.Sum256([]byte(token[:at]))
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		return algorithm == "ES256" && len(signature) == 64 &&
			ecdsa.Verify(key, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:]))
	case *rsa.PublicKey:
		return algorithm == "RS256" && rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) == nil
	}
	return false
}

// describeCitizen writes who the person is, with the fault that the mode asks for.
func (s *Sim) describeCitizen(claims map[string]any, c Citizen) {
	// A name of the person's own at this provider, from which the number cannot be read.
	sum := sha256.Sum256([]byte("citizen " + c.Personnummer))
	claims["sub"] = b64.EncodeToString(sum[:12])
	claims["acr"], claims[numberClaim] = LoA3, c.Personnummer
	if c.Level != "" {
		claims["acr"] = c.Level
	}
	switch s.Mode() {
	case LowLevel:
		claims["acr"] = lowLevel
	case NoLevel:
		delete(claims, "acr")
	case NoNumber:
		delete(claims, numberClaim)
	case ShortNumber:
		claims[numberClaim] = c.Personnummer[2:8] + "-" + c.Personnummer[8:]
	case BadNumber:
		claims[numberClaim] = c.Personnummer[:11] + string('0'+(c.Personnummer[11]-'0'+1)%10)
	case Coordination:
		claims[numberClaim] = coordination(c.Personnummer)
	}
}

// coordination makes a samordningsnummer with a right check digit of a personnummer: the day is raised by 60.
func coordination(number string) string {
	digits := []byte(number[:11])
	digits[6] += 6
	sum := 0
	for i, d := range digits[2:] {
		n := int(d - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return string(digits) + string(byte('0'+(10-sum%10)%10))
}
