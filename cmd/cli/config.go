package cli

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"lapse/analyze/spell"
)

// defaultConfig is read where it exists and --config names no other.
const defaultConfig = "lapse.yaml"

// mappingKey is the one key of the file that is no flag: a house's own field names, alias → field.
const mappingKey = "mapping"

// configure fills the flags that were not given on the command line: from LAPSE_… first, then from the file.
func (c *common) configure(cmd *cobra.Command, env Env) error {
	file, err := c.readConfig(env)
	if err != nil {
		return err
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if err != nil || f.Changed || f.Name == "config" || f.Name == "help" {
			return
		}
		if v := env.Getenv("LAPSE_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))); v != "" {
			err = setFlag(f, []string{v}, "LAPSE_"+strings.ToUpper(f.Name))
			return
		}
		if v, ok := file[f.Name]; ok {
			err = setFlag(f, v.values, v.at)
		}
	})
	return err
}

// setFlag gives a flag its values; repeatable flags take several.
func setFlag(f *pflag.Flag, values []string, at string) error {
	if s, ok := f.Value.(pflag.SliceValue); ok {
		if err := s.Replace(values); err != nil {
			return usagef("%s: %s: %v", at, f.Name, err)
		}
		return nil
	}
	if len(values) != 1 {
		return usagef("%s: %s takes one value", at, f.Name)
	}
	if err := f.Value.Set(values[0]); err != nil {
		return usagef("%s: %s: %v", at, f.Name, err)
	}
	return nil
}

// setting is one value of the file and where it stands.
type setting struct {
	values []string
	at     string
}

// readConfig reads the file into flag name → values. An unknown key is an error that names its line and the nearest key.
func (c *common) readConfig(env Env) (map[string]setting, error) {
	path := c.config
	if path == "" {
		path = env.Getenv("LAPSE_CONFIG")
	}
	optional := path == ""
	if optional {
		path = defaultConfig
	}
	data, err := os.ReadFile(path)
	if optional && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, usagef("%s", plain(err))
	}
	return c.parseConfig(path, data)
}

func (c *common) parseConfig(path string, data []byte) (map[string]setting, error) {
	var doc yaml.Node
	err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&doc)
	if errors.Is(err, io.EOF) { // nothing but comments
		return nil, nil
	}
	if err != nil {
		return nil, usagef("%s: %v", path, err)
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, usagef("%s:%d: expected `key: value` lines", path, root.Line)
	}
	known := configKeys()
	settings := map[string]setting{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		at := path + ":" + strconv.Itoa(key.Line)
		if key.Value == mappingKey {
			if err := value.Decode(&c.mapping); err != nil {
				return nil, usagef("%s: mapping: write it as `identity: [agentName, agent_name]`", at)
			}
			continue
		}
		if !known[key.Value] {
			return nil, usagef("%s: unknown key %q; the nearest is %q", at, key.Value, spell.Nearest(key.Value, slices.Sorted(maps.Keys(known))))
		}
		if _, twice := settings[key.Value]; twice {
			return nil, usagef("%s: %q stands there twice", at, key.Value)
		}
		s, err := scalarOrList(value, at)
		if err != nil {
			return nil, err
		}
		settings[key.Value] = s
	}
	return settings, nil
}

func scalarOrList(n *yaml.Node, at string) (setting, error) {
	switch n.Kind {
	case yaml.ScalarNode:
		return setting{[]string{n.Value}, at}, nil
	case yaml.SequenceNode:
		s := setting{at: at}
		for _, e := range n.Content {
			if e.Kind != yaml.ScalarNode {
				return s, usagef("%s: a list of plain values is expected", at)
			}
			s.values = append(s.values, e.Value)
		}
		return s, nil
	}
	return setting{}, usagef("%s: a value or a list of values is expected", at)
}

// configKeys are the names of all flags that a file may set.
func configKeys() map[string]bool {
	keys := map[string]bool{mappingKey: true}
	var c common
	cmd := &cobra.Command{}
	c.addGlobal(cmd)
	c.addReading(cmd)
	c.addJudging(cmd)
	c.addGates(cmd)
	c.addOutput(cmd)
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "config" && !f.Hidden {
			keys[f.Name] = true
		}
	})
	return keys
}
