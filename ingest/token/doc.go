// Package token reads JSON Web Tokens as they stand in logs: whole, redacted or cut off. It tells what a token claims
// without believing it, names it by a fingerprint, and takes everything secret out of texts. It is the only importer of
// golang-jwt.
//
// An example. Of the text
//
//	Bearer eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJTSzEiLCJleHAiOjE3ODIwMjUyMDJ9.***
//
// [Decode] tells iss "SK1", exp 2026-06-21T07:00:02Z and the defects SignatureCut and MissingGrant. There is no
// fingerprint, because the fingerprint is the SHA-256 of a whole token.
//
// The raw text of a token stops here: what leaves is an [incident.Token], which has no place for a signature.
package token
