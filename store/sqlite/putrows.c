/*
 * put_rows(statement, rows) is a function for SQL: it runs a statement, an INSERT mostly, once for each of the rows that
 * come in one blob, and gives their number. A driver makes an object of each value and crosses from Go into C for each
 * statement; this crosses once for thousands of rows. A row is as many values as the statement has parameters. A value is
 *
 *   NULL      0
 *   integer   1, its 8 bytes as this machine has them
 *   text      2, its length in 4 bytes, its bytes
 *   blob      3, its length in 4 bytes, its bytes
 *
 * SQLite itself comes with the driver; what is used of it is declared here, since a module does not see another one's
 * headers.
 */
#include <stdint.h>
#include <string.h>
#include "putrows.h"

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
typedef struct sqlite3_context sqlite3_context;
typedef struct sqlite3_value sqlite3_value;

int sqlite3_auto_extension(void (*)(void));
int sqlite3_create_function_v2(sqlite3 *, const char *, int, int, void *,
	void (*)(sqlite3_context *, int, sqlite3_value **), void (*)(sqlite3_context *, int, sqlite3_value **),
	void (*)(sqlite3_context *), void (*)(void *));
sqlite3 *sqlite3_context_db_handle(sqlite3_context *);
const void *sqlite3_value_blob(sqlite3_value *);
const unsigned char *sqlite3_value_text(sqlite3_value *);
int sqlite3_value_bytes(sqlite3_value *);
int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
int sqlite3_bind_parameter_count(sqlite3_stmt *);
int sqlite3_bind_null(sqlite3_stmt *, int);
int sqlite3_bind_int64(sqlite3_stmt *, int, int64_t);
int sqlite3_bind_text(sqlite3_stmt *, int, const char *, int, void (*)(void *));
int sqlite3_bind_blob(sqlite3_stmt *, int, const void *, int, void (*)(void *));
int sqlite3_step(sqlite3_stmt *);
int sqlite3_reset(sqlite3_stmt *);
int sqlite3_finalize(sqlite3_stmt *);
void sqlite3_result_int64(sqlite3_context *, int64_t);
void sqlite3_result_error_code(sqlite3_context *, int);

enum {
	sqlite_ok = 0, sqlite_mismatch = 20, sqlite_misuse = 21, sqlite_row = 100, sqlite_done = 101,
	sqlite_utf8 = 1, sqlite_directonly = 0x80000 /* no view or trigger of a file may call it */
};

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
	if (kind == 0) {
		p->at++;
		return sqlite3_bind_null(s, i);
	}
	if (kind == 1 && left >= 9) {
		memcpy(&integer, p->at + 1, 8);
		p->at += 9;
		return sqlite3_bind_int64(s, i, integer);
	}
	if ((kind != 2 && kind != 3) || left < 5)
		return sqlite_mismatch;
	memcpy(&length, p->at + 1, 4);
	if (length > left - 5)
		return sqlite_mismatch;
	bytes = p->at + 5;
	p->at = bytes + length;
	return kind == 2 ? sqlite3_bind_text(s, i, bytes, (int)length, 0) : sqlite3_bind_blob(s, i, bytes, (int)length, 0);
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

static int install(sqlite3 *db, char **error, const void *api) {
	(void)error;
	(void)api;
	return sqlite3_create_function_v2(db, "put_rows", 2, sqlite_utf8 | sqlite_directonly, 0, put_rows, 0, 0, 0);
}

/* Every connection that is opened from now on has the function. To say so twice is to say it once. */
int lapse_install_put_rows(void) {
	return sqlite3_auto_extension((void (*)(void))install);
}
