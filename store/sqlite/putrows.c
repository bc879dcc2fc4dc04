/*
 * put_rows(statement, rows) is a function for SQL: it runs a statement, an INSERT mostly, once for each of the rows that
 * come in one blob, and gives their number. A driver makes an object of each value and crosses from Go into C for each
 * statement; this crosses once for thousands of rows. A row is as many values as the statement has parameters.
 */
#include <string.h>
#include "functions.h"

struct packed {
	const char *at, *end;
};

/* bind gives parameter i the next value. The bytes of a text stay where they are until the statement has run. */
static int bind(sqlite3_stmt *s, int i, struct packed *p) {
	size_t left = (size_t)(p->end - p->at);
	char kind = left > 0 ? *p->at : 9;
	int64_t integer;
	uint32_t length;
	const char *bytes;
	if (kind == packed_null) {
		p->at++;
		return sqlite3_bind_null(s, i);
	}
	if (kind == packed_integer && left >= 9) {
		memcpy(&integer, p->at + 1, 8);
		p->at += 9;
		return sqlite3_bind_int64(s, i, integer);
	}
	if ((kind != packed_text && kind != packed_blob) || left < 5)
		return sqlite_mismatch;
	memcpy(&length, p->at + 1, 4);
	if (length > left - 5)
		return sqlite_mismatch;
	bytes = p->at + 5;
	p->at = bytes + length;
	return kind == packed_text ? sqlite3_bind_text(s, i, bytes, (int)length, 0) : sqlite3_bind_blob(s, i, bytes, (int)length, 0);
}

/* put runs the statement once for each row. */
static int put(sqlite3_stmt *s, struct packed *p, int64_t *rows) {
	int columns = sqlite3_bind_parameter_count(s);
	if (columns == 0)
		return sqlite_misuse;
	for (; p->at < p->end; ++*rows) {
		for (int i = 1; i <= columns; i++) {
			int code = bind(s, i, p);
			if (code != sqlite_ok)
				return code;
		}
		int code = sqlite3_step(s);
		if (code != sqlite_done)
			return code == sqlite_row ? sqlite_misuse : code;
		sqlite3_reset(s);
	}
	return sqlite_ok;
}

static void put_rows(sqlite3_context *c, int n, sqlite3_value **values) {
	sqlite3_stmt *s = 0;
	int64_t rows = 0;
	struct packed p;
	int code;
	(void)n;
	p.at = sqlite3_value_blob(values[1]); /* before its length: see SQLite's documentation */
	p.end = p.at + sqlite3_value_bytes(values[1]);
	code = sqlite3_prepare_v2(sqlite3_context_db_handle(c), (const char *)sqlite3_value_text(values[0]), -1, &s, 0);
	if (code == sqlite_ok)
		code = put(s, &p, &rows);
	sqlite3_finalize(s);
	if (code == sqlite_ok)
		sqlite3_result_int64(c, rows);
	else
		sqlite3_result_error_code(c, code);
}

int lapse_add_put_rows(sqlite3 *db) {
	return sqlite3_create_function_v2(db, "put_rows", 2, sqlite_utf8 | sqlite_directonly, 0, put_rows, 0, 0, 0);
}
