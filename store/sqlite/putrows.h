int lapse_install_put_rows(void);
