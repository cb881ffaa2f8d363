# Completion of balalyk for bash, made of its table of commands.
# _balalyk_words COMMAND: what can follow it; fails when there is not such a command.
# _balalyk_value COMMAND OPTION: what its value is: @file, @folder, @any, or the words to choose from; nothing: it takes none.

_balalyk() {
  local word=$2 before=$3 command='' next='' offered='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} == -* ]]; then
      [[ -z $(_balalyk_value "$command" "${COMP_WORDS[i]}") ]] || ((i++))
    else
      next="${command:+$command }${COMP_WORDS[i]}"
      ! _balalyk_words "$next" >/dev/null || command=$next
    fi
  done
  [[ $before != -* ]] || offered=$(_balalyk_value "$command" "$before")
  if [[ -z $offered ]]; then
    offered=$(_balalyk_words "$command")
    [[ $word == -* ]] || offered+=" $(_balalyk_value "$command" '')"
  fi
  if [[ $offered == *@file* ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  elif [[ $offered == *@folder* ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$word")
  fi
  for next in @file @folder @any; do offered=${offered//$next/}; done
  [[ $offered != *= ]] || compopt -o nospace 2>/dev/null
  while read -r next; do [[ -z $next ]] || COMPREPLY+=("$next"); done < <(compgen -W "$offered" -- "$word")
}
complete -F _balalyk balalyk
