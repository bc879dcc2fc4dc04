// Package e2e looks at the page in a real browser. It is a module of its own, so that the browser's driver is no
// dependency of lapse; `go test` in this folder needs Chromium (Debian's package chromium).
package e2e
