package sqlite

import "fmt"

// lookup is a narrow table over event that is loaded behind it, in sorted order: an index by another name, because an
// index cannot be told to wait.
type lookup struct{ name, column string }

var (
	byIdentity = lookup{"by_identity", "identity"}
	byID       = lookup{"by_id", "id"}
)

// load brings the look-up up to the last row. It runs inside a transaction.
func (l lookup) load(c *conn) error {
	key := l.column
	if l.name == "by_identity" {
		key += ", seq"
	}
	err := c.exec(fmt.Sprintf("INSERT INTO %[1]s (%[2]s, seq) SELECT %[2]s, seq FROM event"+
		" WHERE seq > (SELECT upto FROM lookup WHERE name = '%[1]s') ORDER BY %[3]s", l.name, l.column, key))
	if err != nil {
		return err
	}
	return c.exec("UPDATE lookup SET upto = (SELECT coalesce(max(seq), 0) FROM event) WHERE name = ?", l.name)
}

// behind tells whether rows wait to be loaded.
func (l lookup) behind(c *conn) (bool, error) {
	n, _, err := c.number("SELECT (SELECT coalesce(max(seq), 0) FROM event) > upto FROM lookup WHERE name = ?", l.name)
	return n != 0, err
}
