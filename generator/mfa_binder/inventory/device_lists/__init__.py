"""Lists of devices from spreadsheets and other programs: a text goes in, an edit of the inventory comes out.

- `device_formats`: which format a list has; our own CSV
- `snipe_it`: Snipe-IT's titles and words of state
- `netbox`: NetBox's titles and words of state
- `ykman`: what ykman prints of YubiKeys
- `api_json`: what the APIs of Snipe-IT and NetBox answer
- `device_entries`: what a row can say of a device
- `name_matching`: the words of a list to the ids of the inventory
- `device_places`: where a device is and who holds it
- `device_row_parsing`: one row in the inventory's own terms
- `device_import`: rows against the inventory, and what is put into it
"""
