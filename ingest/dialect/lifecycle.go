package dialect

import (
	"strings"

	"lapse/analyze/incident"
)

// lifecycleNames are the names that apps give to what happens to a session and its token. A name is looked up in lower case
// with letters and digits only, after the words that name the speaker have been taken off in front (see speakers), so
// "tokenFetchFailed", "token-fetch-failed" and "twilio.device:token fetch failed" are one.
var lifecycleNames = map[incident.Kind]string{
	incident.KindRegister:    `register registerstart registerstarted registercalled registerrequested startregister deviceregister`,
	incident.KindRegistering: `registering registrationstarted`,
	incident.KindRegistered: `registered ready deviceready registerok registersuccess registersucceeded registrationsucceeded
		registrationsuccess registrationcomplete registrationcompleted registerresolved`,
	incident.KindUnregistered: `unregistered unregister destroyed destroy deviceunregistered devicedestroyed signedout signout
		logout loggedout pageunload unload beforeunload pagehidefinal sessionend sessionended tabclosed`,
	incident.KindReconnecting: `reconnecting reconnect reconnectstart reconnectstarted connectionlost socketclosed websocketclosed
		wsclosed signalinglost signalingreconnecting`,
	incident.KindReconnected: `reconnected reconnectok reconnectsuccess signalingreconnected connectionrestored`,
	incident.KindRefreshStarted: `tokenrefresh refreshtoken tokenrefreshstart tokenrefreshstarted tokenrefreshing refreshingtoken
		refreshstart refreshstarted refreshrequested refreshing tokenfetch fetchtoken fetchingtoken tokenfetchstart
		tokenfetchstarted tokenfetching tokenrequest requesttoken tokenrequested requestingtoken tokenrequeststarted
		gettoken gettingtoken refreshingtwiliotoken refreshaccesstoken accesstokenrefresh accesstokenrequested renewtoken
		tokenrenewal tokenrenewalstarted refreshingaccesstoken`,
	incident.KindTokenFetched: `tokenfetched fetchedtoken tokenreceived receivedtoken gottoken tokenobtained tokenfetchok
		tokenfetchsuccess tokenfetchsucceeded tokenfetchcompleted tokenrefreshed tokenrefreshok tokenrefreshsuccess
		tokenrefreshsucceeded tokenrefreshcompleted refreshok refreshsuccess refreshsucceeded refreshed refreshcompleted
		tokenrequestok tokenrequestsucceeded tokenloaded newtoken newtokenreceived accesstokenreceived accesstokenfetched
		accesstokenrefreshed tokenrenewed gotnewtoken fetchedaccesstoken receivedaccesstoken`,
	incident.KindFetchFailed: `tokenfetchfailed fetchtokenfailed tokenfetcherror tokenrefreshfailed tokenrefresherror refreshfailed
		refresherror refreshtokenfailed failedtofetchtoken failedtorefreshtoken couldnotrefreshtoken tokenfailed tokenerror
		tokenfetchtimeout tokenrefreshtimeout accesstokenrefreshfailed accesstokenfetchfailed gettokenfailed
		tokenrenewalfailed failedtogettoken errorfetchingtoken errorrefreshingtoken`,
	incident.KindTokenWillExpire: `tokenwillexpire tokenexpiring tokenabouttoexpire willexpire tokenexpiringsoon accesstokenwillexpire`,
	incident.KindUpdateToken: `updatetoken tokenupdated updatedtoken tokenupdate tokenapplied applytoken deviceupdatetoken
		updatetokencalled tokenset settoken accesstokenupdated tokenswapped`,
	incident.KindCallStarted: `callstarted callstart callaccepted callaccept callconnected connect calloutgoing outgoingcall
		callanswered answered accept callconnect callopen`,
	incident.KindCallEnded: `callended callend calldisconnected calldisconnect disconnect hangup callhangup callcompleted
		callfinished callcancel callcancelled callclosed`,
	incident.KindOffline: `offline networkoffline wentoffline browseroffline connectionoffline networklost`,
	incident.KindOnline:  `online networkonline backonline browseronline wentonline networkrestored`,
	incident.KindHidden: `hidden pagehidden visibilityhidden tabhidden visibilitychangehidden documenthidden background
		backgrounded appbackground didenterbackground enteredbackground pagehide blurred`,
	incident.KindVisible: `visible pagevisible visibilityvisible tabvisible visibilitychangevisible documentvisible foreground
		foregrounded appforeground willenterforeground enteredforeground pageshow`,
	incident.KindFrozen: `frozen freeze pagefrozen pagefreeze suspend suspended sleep sleeping goingtosleep devicesleep`,
	incident.KindResumed: `resumed resume pageresume pageresumed wake wakeup woke wokeup awake unfrozen unfreeze devicewake
		wakefromsleep`,
	incident.KindIssued: `accesstokenissued tokenissued issuedtoken issuedaccesstoken tokenminted accesstokenminted mintedtoken
		mintedaccesstoken tokengenerated accesstokengenerated generatedtoken generatedaccesstoken tokencreated
		accesstokencreated createdtoken createdaccesstoken tokenserved tokensent voicetokenissued twiliotokenissued
		twiliotokengenerated minted issued tokensigned jwtissued jwtminted jwtgenerated jwtcreated`,
	incident.KindIssueFailed: `tokenrequestfailed tokenmintfailed tokenissuefailed tokengenerationfailed tokencreationfailed
		accesstokenfailed failedtomint failedtominttoken failedtoissuetoken failedtogeneratetoken failedtocreatetoken
		tokenmintingfailed accesstokenrequestfailed tokendenied tokenrequestdenied tokenrequestrejected mintfailed issuefailed
		couldnotminttoken errorgeneratingtoken errorminting errormintingtoken tokensigningfailed tokenissuanceerror`,
}

// lifecycle is the kind of each name.
var lifecycle = kindsByName()

func kindsByName() map[string]incident.Kind {
	table := map[string]incident.Kind{}
	for kind, names := range lifecycleNames {
		for _, name := range strings.Fields(names) {
			table[name] = kind
		}
	}
	return table
}

// speakers are words in front of an event's name that only say whose event it is.
var speakers = []string{
	"twiliovoice", "twiliodevice", "twilioclient", "twilio", "voicesdk", "voice", "device", "softphone", "app", "client", "sdk",
	"phone", "page", "document", "window", "event", "lifecycle", "on",
}

// errorEvents are the names of events that are errors: which one is told by its code.
var errorEvents = words(`error errors deviceerror callerror twilioerror voiceerror sdkerror registrationfailed registerfailed
	registererror connecterror connectionerror tokenrejected exception failure registrationerror connectfailed connectfailure`)

// eventKind looks an event's name up. isError tells that it names an error.
func eventKind(name string) (kind incident.Kind, isError bool) {
	if len(name) == 0 || len(name) > 64 {
		return incident.KindNone, false
	}
	p := plain(name)
	for {
		if errorEvents[p] {
			return incident.KindNone, true
		}
		if kind, ok := lifecycle[p]; ok {
			return kind, false
		}
		rest := withoutSpeaker(p)
		if rest == p {
			return incident.KindNone, false
		}
		p = rest
	}
}

func withoutSpeaker(name string) string {
	for _, s := range speakers {
		if rest, ok := strings.CutPrefix(name, s); ok && rest != "" {
			return rest
		}
	}
	return name
}

// sentenceKind looks a free sentence up: "[app] token refresh failed Error: …" names an event in its first words.
func sentenceKind(text string) incident.Kind {
	text = withoutTags(text)
	if i := strings.IndexAny(text, "({[:;\n"); i > 0 {
		text = text[:i]
	}
	fields := strings.Fields(text)
	for n := min(len(fields), 6); n >= 2; n-- {
		if kind, isError := eventKind(strings.Join(fields[:n], "")); kind != incident.KindNone && !isError {
			return kind
		}
	}
	return incident.KindNone
}

// withoutTags takes "[app] [voice] " off in front of a sentence.
func withoutTags(text string) string {
	text = strings.TrimSpace(text)
	for strings.HasPrefix(text, "[") {
		end := strings.IndexByte(text, ']')
		if end < 0 || end > 40 {
			return text
		}
		text = strings.TrimSpace(text[end+1:])
	}
	return text
}
