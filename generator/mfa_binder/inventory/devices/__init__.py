"""The doors for the metal side: lists of devices from spreadsheets and other programs. One file for each format.

cells       a file to rows of cells with line and column, secrets refused
fields      what a row can say of a device
own, snipe_it, netbox, ykman, api_json, other_languages
            which column of a format says what
formats     which format a file has
naming      the words of a list to the ids of the inventory
places      where a device is and who holds it, by every column that says so
days        days in the styles of other programs
understanding
            one row in the inventory's own terms
merging     rows against the inventory: what is put into it, or every reason why not
"""
