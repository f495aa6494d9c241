# What a terminal does between two blocks: it waits for the path of the next one on file 8, runs it as if
# its lines had been typed here, and writes the exit status to file 9. The block itself sees neither file.
# A block that fails ends the terminal, since bash is told to be strict. A path after "apart" is run in a
# copy of the terminal, which leaves nothing behind here.
FROM=$1 TO=$2
exec 8<&"$FROM" 9>&"$TO" {FROM}<&- {TO}>&-
unset FROM TO
shift 2
umask 077
while IFS= read -r -u 8; do
  if [[ $REPLY == "apart "* ]]; then
    set +e
    (
      set -euo pipefail
      source "${REPLY#apart }" 8<&- 9>&-
    )
  else
    set -euo pipefail
    source "$REPLY" 8<&- 9>&-
  fi
  printf '%s\n' "$?" >&9
done
