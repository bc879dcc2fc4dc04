/*
 * packed(value, …) is an aggregate function for SQL: all rows of a query in one text. A driver crosses from C into Go for
 * each row and makes an object of each value; this crosses once for thousands of rows. A number with a fraction is NULL.
 */
#include <stdlib.h>
#include <string.h>
#include "functions.h"

struct rows {
	char *bytes;
	size_t used, room;
	int failed;
};

/* reserve makes room for n more bytes. */
static char *reserve(struct rows *r, size_t n) {
	if (r->room - r->used < n) {
		size_t room = 2 * r->room + n + 65536;
		char *bytes = realloc(r->bytes, room);
		if (!bytes) {
			r->failed = 1;
			return 0;
		}
		r->bytes = bytes;
		r->room = room;
	}
	return r->bytes + r->used;
}

static void add_integer(struct rows *r, int64_t n) {
	char *at = reserve(r, 9);
	if (!at)
		return;
	*at = packed_integer;
	memcpy(at + 1, &n, 8);
	r->used += 9;
}

static void add_bytes(struct rows *r, char kind, sqlite3_value *v) {
	const void *bytes = sqlite3_value_blob(v); /* before its length: see SQLite's documentation */
	uint32_t n = (uint32_t)sqlite3_value_bytes(v);
	char *at = reserve(r, 5 + (size_t)n);
	if (!at)
		return;
	*at = kind;
	memcpy(at + 1, &n, 4);
	if (n)
		memcpy(at + 5, bytes, n);
	r->used += 5 + (size_t)n;
}

static void add_null(struct rows *r) {
	char *at = reserve(r, 1);
	if (!at)
		return;
	*at = packed_null;
	r->used++;
}

static void packed_step(sqlite3_context *c, int n, sqlite3_value **values) {
	struct rows *r = sqlite3_aggregate_context(c, sizeof *r);
	if (!r) {
		sqlite3_result_error_nomem(c);
		return;
	}
	for (int i = 0; i < n && !r->failed; i++) {
		switch (sqlite3_value_type(values[i])) {
		case sqlite_integer:
			add_integer(r, sqlite3_value_int64(values[i]));
			break;
		case sqlite_text:
			add_bytes(r, packed_text, values[i]);
			break;
		case sqlite_blob:
			add_bytes(r, packed_blob, values[i]);
			break;
		default:
			add_null(r);
		}
	}
}

/* packed_final hands the bytes over; SQLite frees them. Without rows the result is NULL. */
static void packed_final(sqlite3_context *c) {
	struct rows *r = sqlite3_aggregate_context(c, 0);
	if (!r)
		return;
	if (r->failed) {
		free(r->bytes);
		sqlite3_result_error_nomem(c);
		return;
	}
	if (r->bytes)
		sqlite3_result_text64(c, r->bytes, r->used, free, sqlite_utf8);
}

int lapse_add_packed(sqlite3 *db) {
	return sqlite3_create_function_v2(db, "packed", -1, sqlite_utf8 | sqlite_directonly, 0, 0, packed_step, packed_final, 0);
}
