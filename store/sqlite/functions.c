#include "functions.h"

static int add(sqlite3 *db, char **error, const void *api) {
	int code = lapse_add_put_rows(db);
	(void)error;
	(void)api;
	return code == sqlite_ok ? lapse_add_packed(db) : code;
}

int lapse_install_functions(void) {
	return sqlite3_auto_extension((void (*)(void))add);
}
