package chtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// configure writes a node's configuration. Newer servers still take the root element's old name.
func (c *Cluster) configure(n *Node) {
	var shards strings.Builder
	for _, m := range c.nodes {
		fmt.Fprintf(&shards, "<shard><replica><host>127.0.0.1</host><port>%d</port></replica></shard>", m.tcp)
	}
	config := fmt.Sprintf(`<yandex>
  <logger><level>error</level><log>%[1]s/server.log</log><errorlog>%[1]s/error.log</errorlog></logger>
  <listen_host>127.0.0.1</listen_host><tcp_port>%[2]d</tcp_port><http_port>%[3]d</http_port>
  <path>%[1]s/data/</path><tmp_path>%[1]s/tmp/</tmp_path><mark_cache_size>67108864</mark_cache_size>
  <users_config>users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
  <remote_servers><%[4]s>%[5]s</%[4]s></remote_servers>%[6]s
</yandex>
`, n.dir, n.tcp, n.http, c.name, shards.String(), c.keeper)
	users := fmt.Sprintf(`<yandex>
  <profiles><default><max_memory_usage>2000000000</max_memory_usage></default></profiles>
  <users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>
  <%[1]s><password>%[2]s</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></%[1]s></users>
  <quotas><default></default></quotas>
</yandex>
`, User, Password)
	write := func(name, text string) {
		temporary := filepath.Join(n.dir, name+".new")
		if err := os.WriteFile(temporary, []byte(text), 0o600); err != nil {
			c.t.Fatal(err)
		}
		if err := os.Rename(temporary, filepath.Join(n.dir, name)); err != nil {
			c.t.Fatal(err)
		}
	}
	write("config.xml", config)
	write("users.xml", users)
}
