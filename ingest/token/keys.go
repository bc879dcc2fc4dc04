package token

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"lapse/analyze/incident"
)

// Keys are API key secrets by the key's SID. They sit in a closure, where no printing by reflection reaches them: however
// a Keys is formatted, encoded or logged, alone or inside of another value, only their number can come out.
type Keys struct {
	count  int
	verify func(iss string, signed, signature []byte) incident.Signature
	signer func(signed, signature []byte) string
}

// ParseKeys reads "SK…=secret", one a line; blank lines and lines that begin with # are skipped. An error names the line
// and what is wrong with it, never its text.
func ParseKeys(r io.Reader) (Keys, error) {
	secrets := map[string][]byte{}
	var order []string
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, readErr := in.ReadString('\n')
		if readErr != nil && readErr != io.EOF {
			return Keys{}, fmt.Errorf("keys, line %d: %w", n, readErr)
		}
		sid, secret, err := parseKey(line)
		if err != nil {
			return Keys{}, fmt.Errorf("keys, line %d: %w", n, err)
		}
		if sid != "" {
			if _, twice := secrets[sid]; twice {
				return Keys{}, fmt.Errorf("keys, line %d: a key SID that was given before", n)
			}
			secrets[sid] = []byte(secret)
			order = append(order, sid)
		}
		if readErr == io.EOF {
			return newKeys(secrets, order), nil
		}
	}
}

func parseKey(line string) (sid, secret string, err error) {
	line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
	if line == "" || line[0] == '#' {
		return "", "", nil
	}
	sid, secret, found := strings.Cut(line, "=")
	sid, secret = strings.TrimSpace(sid), strings.Trim(strings.TrimSpace(secret), `"'`)
	switch {
	case !found:
		return "", "", errors.New("want SK…=secret, found no =")
	case !strings.HasPrefix(sid, "SK") && !strings.HasPrefix(sid, "AC"):
		return "", "", errors.New("want SK…=secret, and the name does not begin with SK")
	case secret == "":
		return "", "", errors.New("the secret is empty")
	}
	return sid, secret, nil
}

func newKeys(secrets map[string][]byte, order []string) Keys {
	good := func(secret, signed, signature []byte) bool {
		return jwt.SigningMethodHS256.Verify(string(signed), signature, secret) == nil
	}
	return Keys{
		count: len(secrets),
		verify: func(iss string, signed, signature []byte) incident.Signature {
			secret, known := secrets[iss]
			switch {
			case !known:
				return incident.SignatureUnchecked
			case good(secret, signed, signature):
				return incident.SignatureGood
			}
			return incident.SignatureBad
		},
		signer: func(signed, signature []byte) string {
			for _, sid := range order {
				if good(secrets[sid], signed, signature) {
					return sid
				}
			}
			return ""
		},
	}
}

// Len is how many secrets there are.
func (k Keys) Len() int { return k.count }

// Check verifies the signature of a whole token with the secret of its iss, as HS256 whatever its alg says.
// SignatureUnchecked means that there is no such secret, or that the signature was cut off or redacted.
func (k Keys) Check(raw []byte) incident.Signature { return k.Decode(raw).Signature }

func (k Keys) check(c *compact, body *claims) incident.Signature {
	if k.count == 0 {
		return incident.SignatureUnchecked
	}
	signed, signature := c.signed()
	return k.verify(body.iss, signed, signature)
}

// signedBy names the key, whatever iss says, whose secret made the signature; "" if none did.
func (k Keys) signedBy(raw []byte) string {
	c := split(raw)
	alg, _ := algorithm(c.header)
	if k.count == 0 || c.parts != 3 || !signatureWhole(alg, c.signature) {
		return ""
	}
	return k.signer(c.signed())
}

// signed is the text that was signed and the signature's bytes.
func (c *compact) signed() (text, signature []byte) {
	signature, _ = decodePart(nil, c.signature)
	return c.text[:len(c.header)+1+len(c.claims)], signature
}

// String, Format, GoString, MarshalText, MarshalJSON and LogValue all say how many secrets there are.
func (k Keys) String() string               { return fmt.Sprintf("%d keys", k.count) }
func (k Keys) GoString() string             { return k.String() }
func (k Keys) Format(f fmt.State, _ rune)   { _, _ = io.WriteString(f, k.String()) }
func (k Keys) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
func (k Keys) MarshalJSON() ([]byte, error) { return json.Marshal(k.String()) }
func (k Keys) LogValue() slog.Value         { return slog.StringValue(k.String()) }
