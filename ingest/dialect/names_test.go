package dialect

import (
	"strings"
	"testing"

	"lapse/analyze/incident"
	"lapse/ingest/format"
)

// TestAliases looks up names as houses write them.
func TestAliases(t *testing.T) {
	l := lexicon{house: Mapping{"identity": {"Bearbeiter.Kürzel"}, "session": {"host"}}.slots(), known: map[string]slot{}}
	for key, want := range map[string]target{
		"identity": identityField, "client_identity": identityField, "data.user.id": identityField, "user": identityField,
		"query.identity": identityField, "req.query.identity": identityField, "token.grants.identity": identityField,
		"Bearbeiter.Kürzel": identityField, "host": sessionField, "HOSTNAME": hostField,
		"deviceId": sessionField, "device_id": sessionField, "tabId": sessionField, "context.device.id": sessionField,
		"tokenSha256": sumField, "token_sha256": sumField, "token.sha256": sumField, "fingerprint": sumField,
		"token": tokenField, "accessToken": tokenField, "response.body.token": tokenField, "res.token": tokenField,
		"tokenJti": jtiField, "claims.jti": jtiField, "token.claims.jti": jtiField, "jwt.payload.exp": expField, "accessToken.jwt": tokenField, "expires_at": expField, "token.exp": expField,
		"res.statusCode": statusField, "status": statusField, "responseTime": latencyField, "duration_ms": latencyField,
		"error.code": codeField, "err.code": codeField, "json.code": codeField, "picked.code": codeField, "weird.code": codeField,
		"error.originalError.code": wireCodeField, "originalError.code": wireCodeField, "weird.originalError.code": wireCodeField,
		"error.originalError.twilioError.code": noTarget, "twilioError.code": noTarget, "req.headers.host": noTarget,
		"req.headers.authorization": noTarget, "error.message": messageField, "originalError.message": wireMessageField,
		"errors.0.code": noTarget, "address.street": noTarget, "payload.browserinfo.v": sdkField, "": noTarget, "...": noTarget,
	} {
		if got := l.slot(key).target; got != want {
			t.Errorf("%q: %s, want %s", key, aliasTable[got].name, aliasTable[want].name)
		}
	}
}

func TestAliasesStandOnce(t *testing.T) {
	seen := map[string]string{}
	for _, row := range aliasTable {
		for _, name := range strings.Fields(row.names) {
			if other := seen[name]; other != "" {
				t.Errorf("%q means %s and %s", name, other, row.name)
			}
			seen[name] = row.name
			for _, part := range strings.Split(name, ".") {
				if plain(part) != part {
					t.Errorf("%q is not plain", name)
				}
			}
		}
	}
}

// TestNestedNamesLose tells which of several fields of one meaning counts.
func TestNestedNamesLose(t *testing.T) {
	r := NewReader(Context{})
	var x record
	r.names.read(&format.Entry{Fields: format.Fields{
		{Key: "data.identity", Value: "nested", Type: 's'}, {Key: "user", Value: "second", Type: 's'},
		{Key: "identity", Value: "first", Type: 's'}, {Key: "client_identity", Value: "", Type: 's'},
		{Key: "deviceId", Value: "device", Type: 's'}, {Key: "tabId", Value: "tab", Type: 's'},
	}}, &x)
	if x.text(identityField) != "first" || x.text(sessionField) != "tab" {
		t.Errorf("identity %q session %q", x.text(identityField), x.text(sessionField))
	}
}

func TestMappingValidate(t *testing.T) {
	if err := (Mapping{"identity": {"a"}, "call_sid": {"b"}}).Validate(); err != nil {
		t.Error(err)
	}
	err := Mapping{"identiy": {"a"}}.Validate()
	if err == nil || !strings.Contains(err.Error(), `"identiy"`) || !strings.Contains(err.Error(), `did you mean "identity"?`) {
		t.Error(err)
	}
}

// TestEventNames looks up life-cycle events as apps spell them.
func TestEventNames(t *testing.T) {
	for name, want := range map[string]incident.Kind{
		"tokenFetched": incident.KindTokenFetched, "token_fetched": incident.KindTokenFetched, "token-fetched": incident.KindTokenFetched,
		"Token fetched": incident.KindTokenFetched, "app.refresh.ok": incident.KindTokenFetched, "twilio.token.received": incident.KindTokenFetched,
		"tokenRefresh": incident.KindRefreshStarted, "token refresh started": incident.KindRefreshStarted, "app.refresh.start": incident.KindRefreshStarted,
		"tokenFetchFailed": incident.KindFetchFailed, "TOKEN_REFRESH_ERROR": incident.KindFetchFailed,
		"tokenWillExpire": incident.KindTokenWillExpire, "device:token-will-expire": incident.KindTokenWillExpire,
		"updateToken": incident.KindUpdateToken, "device.updateToken": incident.KindUpdateToken,
		"register": incident.KindRegister, "registering": incident.KindRegistering, "twilio_device_registered": incident.KindRegistered,
		"unregistered": incident.KindUnregistered, "destroyed": incident.KindUnregistered, "reconnecting": incident.KindReconnecting,
		"reconnected": incident.KindReconnected, "callStarted": incident.KindCallStarted, "call.disconnect": incident.KindCallEnded,
		"offline": incident.KindOffline, "window online": incident.KindOnline, "page-hidden": incident.KindHidden,
		"visibilitychange:visible": incident.KindVisible, "freeze": incident.KindFrozen, "resume": incident.KindResumed,
		"accessTokenIssued": incident.KindIssued, "access token issued": incident.KindIssued, "token mint failed": incident.KindIssueFailed,
		"heartbeat": incident.KindNone, "": incident.KindNone, "token": incident.KindNone, "app": incident.KindNone, "unregisteredness": incident.KindNone,
	} {
		if got, _ := eventKind(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	for _, name := range []string{"error", "device.error", "call.error", "twilioError", "registrationFailed"} {
		if _, isError := eventKind(name); !isError {
			t.Errorf("%q is no error", name)
		}
	}
}

func TestSentences(t *testing.T) {
	for text, want := range map[string]incident.Kind{
		"[app] refreshing twilio token (tokenWillExpire)":           incident.KindRefreshStarted,
		"[app] token refresh failed Error: token endpoint HTTP 503": incident.KindFetchFailed,
		"token fetched for agent-7":                                 incident.KindTokenFetched,
		"access token issued for agent-7":                           incident.KindIssued,
		"Failed to load resource: net::ERR_FAILED":                  incident.KindNone,
		"request completed":                                         incident.KindNone,
		"":                                                          incident.KindNone,
		"failed to mint token: upstream auth timeout":               incident.KindIssueFailed,
		"a token refresh may fail when the network is gone, which is no event": incident.KindNone,
	} {
		if got := sentenceKind(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestLifecycleNamesStandOnce: a name with two meanings would be read by chance.
func TestLifecycleNamesStandOnce(t *testing.T) {
	total := 0
	for _, names := range lifecycleNames {
		total += len(strings.Fields(names))
	}
	if total != len(lifecycle) {
		t.Errorf("%d names, %d of them different", total, len(lifecycle))
	}
	for name := range lifecycle {
		if plain(name) != name || errorEvents[name] {
			t.Errorf("%q", name)
		}
	}
}

func TestTokenPath(t *testing.T) {
	for path, want := range map[string]string{
		"/token": "yes", "/voice/token?identity=agent-7": "yes", "/api/voiceToken": "yes", "/jwt": "yes", "/TOKEN/": "yes",
		"/token/agent-7": "agent-7", "/token/agent%207": "agent 7", "/api/access-token/agent-7?x=/y": "agent-7",
		"/token/refresh": "yes", "/tokens/v1": "yes", "/token/access_token": "yes",
		"/": "no", "/twilio.js": "no", "/token.js": "no", "/oauth/token": "no", "/csrf-token": "no", "/login?next=/token": "no", "": "no",
	} {
		got := "no"
		if tokenPath(path) {
			got = "yes"
			if who := NewReader(Context{}).pathIdentity(path); who != "" {
				got = who
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", path, got, want)
		}
	}
}

func TestHostName(t *testing.T) {
	for upstream, want := range map[string]string{
		"token-1": "token-1", "token-1:8080": "token-1", "http://token-1:8080/voice": "token-1", "10.0.0.7:80, 10.0.0.8:80": "10.0.0.8",
		"unix:/run/app.sock": "unix:/run/app.sock", "-": "", "": "",
	} {
		if got := NewReader(Context{}).hostName(upstream); got != want {
			t.Errorf("%q: %q, want %q", upstream, got, want)
		}
	}
}
