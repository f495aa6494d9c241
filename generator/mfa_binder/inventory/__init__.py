"""Inventory: what people and programs wrote becomes an `Organization`, or a list of every problem at once.

In comes a path or a text; out goes a model with the position of each value, or an `InventoryError`.

- `inventory_loading`: all of it in order: `inventory.yaml` to an `Inventory`
- `source_text`: bytes of a file to text
- `yaml_composer`: text to nodes, every limit kept
- `yaml_nodes`: words, lists and maps with line and column
- `odd_characters`: characters that a word must not hold
- `positions`: a path of keys to file, line and column
- `file_format`: the keys that the format has at a place, and what they mean
- `raw_inventory`: the file as written, for checks that do not need it well formed
- `first_findings`: the first two hundred problems in the order of the file
- `message_words`: how words of the file appear in messages
- `key_linking`: which device a FIDO2 registration in AWS could be
- `observed_json`: the file `observed.json`
- `bootstrap`: a first inventory from what AWS said alone
- `secret_detection`: what must not stand in the file at all
- `validation`: what the file may not say
- `editing`: changes of the file that keep its comments
- `lists`: lists that other programs wrote, as text, documents and cells
- `device_lists`: lists of devices into the inventory
- `account_lists`: lists of AWS accounts into the inventory
"""
