/*
 * Functions for SQL in C. SQLite itself comes with the driver; what is used of it is declared here, since a module does not
 * see another one's headers.
 *
 * They take and give rows as one text or blob, of values that follow one another:
 *
 *   NULL      0
 *   integer   1, its 8 bytes as this machine has them
 *   text      2, its length in 4 bytes, its bytes
 *   blob      3, its length in 4 bytes, its bytes
 */
#include <stdint.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
typedef struct sqlite3_context sqlite3_context;
typedef struct sqlite3_value sqlite3_value;

int sqlite3_auto_extension(void (*)(void));
int sqlite3_create_function_v2(sqlite3 *, const char *, int, int, void *,
	void (*)(sqlite3_context *, int, sqlite3_value **), void (*)(sqlite3_context *, int, sqlite3_value **),
	void (*)(sqlite3_context *), void (*)(void *));
sqlite3 *sqlite3_context_db_handle(sqlite3_context *);
void *sqlite3_aggregate_context(sqlite3_context *, int);
int sqlite3_value_type(sqlite3_value *);
int64_t sqlite3_value_int64(sqlite3_value *);
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
void sqlite3_result_text64(sqlite3_context *, const char *, uint64_t, void (*)(void *), unsigned char);
void sqlite3_result_error_code(sqlite3_context *, int);
void sqlite3_result_error_nomem(sqlite3_context *);

enum {
	sqlite_ok = 0, sqlite_mismatch = 20, sqlite_misuse = 21, sqlite_row = 100, sqlite_done = 101,
	sqlite_integer = 1, sqlite_text = 3, sqlite_blob = 4,
	sqlite_utf8 = 1, sqlite_directonly = 0x80000 /* no view or trigger of a file may call it */
};

enum { packed_null, packed_integer, packed_text, packed_blob };

int lapse_add_put_rows(sqlite3 *);
int lapse_add_packed(sqlite3 *);

/* Every connection that is opened from now on has the functions. To say so twice is to say it once. */
int lapse_install_functions(void);
