#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Completions, each in its own shell.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

for shell in bash zsh fish; do
	"$sockstat" --completion $shell >"$tmp/$shell"
	is "--completion $shell succeeds" 0 $?
done
"$sockstat" --completion tcsh >"$tmp/out" 2>"$tmp/err"
is "--completion of an unknown shell is a usage error" 2 $?
is "the message names the unknown shell" 1 "$(grep -c "'tcsh'" "$tmp/err")"
options=$("$sockstat" --help | grep -oE -- '--[a-z0-9-]+')
[ "$(wc -l <<<"$options")" -gt 40 ]
ok "--help lists the options" $?

# in_bash WORD...: prints the completions of the last word, where the words are split as by bash
in_bash() {
	bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sockstat; printf "%s\n" "${COMPREPLY[@]}"' \
		bash "$tmp/bash" sockstat "$@" | sort | paste -sd' '
}
is "bash completes a long option" "--listening" "$(in_bash --lis)"
is "bash completes values of --layout" "csv json lsof netstat screen ss" "$(in_bash --layout = "")"
is "bash completes values of -f" "inet inet,inet6 inet6" "$(in_bash -f in)"
is "bash completes states after -sTCP:" "LAST_ACK LISTEN" "$(in_bash -sTCP : L)"
is "bash offers all states after -sTCP:" 11 "$(in_bash -sTCP : | wc -w)"
is "bash completes states after --explain" "CLOSE CLOSE_WAIT CLOSING" "$(in_bash --explain CLO)"
is "bash completes states after --explain=" "FIN_WAIT1 FIN_WAIT2" "$(in_bash --explain = FIN)"
is "bash completes words after --color=" "always auto" "$(in_bash --color = a)"
is "bash completes an empty word after --color=" "always auto never" "$(in_bash --color =)"
is "bash takes no word after --color for its argument" "tcp tcp4 tcp6" "$(in_bash --color tc)"
is "bash completes names of thresholds" \
	"syn_sent_slow= syn_sent_stuck=" "$(in_bash --threshold syn_sent)"
is "bash completes a protocol with another IFS" "tcp tcp4 tcp6" "$(IFS=$'\n' in_bash tc)"
# each_option SHELL: reads "OPTION WORD..." lines, one for each option as the word to complete
each_option() {
	local option words seen=0
	while read -r option words; do
		[[ " ${words//=/ } " == *" $option "* ]]
		ok "$1 completes $option" $?
		seen=$((seen + 1))
	done
	is "$1 was asked for each option" "$(wc -l <<<"$options")" $seen
}
# One shell completes all of them, as that of a user does.
# shellcheck disable=SC2086 # several words
bash -c '. "$1"; shift; COMP_CWORD=1; for option; do COMP_WORDS=(sockstat "$option"); _sockstat
	echo "$option ${COMPREPLY[*]}"; done' bash "$tmp/bash" $options >"$tmp/words"
each_option bash <"$tmp/words"

if command -v fish >/dev/null; then
	in_fish() {
		HOME=$tmp fish --no-config -c "source $tmp/fish; complete -C '$1'" | cut -f1 |
			sort | paste -sd' '
	}
	is "fish completes a long option" "--listening" "$(in_fish 'sockstat --lis')"
	is "fish completes values of -f" "inet inet,inet6 inet6" "$(in_fish 'sockstat -f in')"
	is "fish completes states after -sTCP:" \
		"-sTCP:LAST_ACK -sTCP:LISTEN" "$(in_fish 'sockstat -sTCP:L')"
	HOME=$tmp fish --no-config -c "source $tmp/fish
		while read option
			echo \$option (complete -C \"sockstat \$option\" | string split -f 1 \t)
		end" <<<"$options" >"$tmp/words"
	each_option fish <"$tmp/words"
else
	skip "fish" "not installed"
fi

if ! command -v zsh >/dev/null; then
	skip "zsh" "not installed"
elif ! zsh -f -c 'zmodload zsh/zpty && zpty -b shell true' 2>/dev/null; then
	skip "zsh" "no pseudo-terminal to run it in"
else
	mkdir "$tmp/functions"
	cp "$tmp/zsh" "$tmp/functions/_sockstat"
	cat >"$tmp/complete.zsh" <<-'ZSH'
		# complete.zsh FUNCTIONS LINE: the words that complete a line, in a shell of its own
		zmodload zsh/zpty
		zpty -b shell zsh -f -i
		zpty -w shell "PROMPT= RPROMPT=; unsetopt zle_bracketed_paste; fpath=($1 \$fpath)
		autoload -Uz compinit; compinit -u -D
		compadd() { local -a given; builtin compadd -O given \"\$@\"; print -l -- WORD:\${^given}; builtin compadd \"\$@\" }
		bindkey '^I' complete-word; print READY"
		until [[ $all == *READY$'\r'* ]]; do zpty -r -t shell line && all+=$line; sleep 0.02; done
		# A question whether to show all of many words is answered, and the line is given up.
		zpty -w -n shell "$2"$'\t'
		zpty -w -n shell $'n\x15print DO\'\'NE\n'
		all=
		until [[ $all == *DONE* ]]; do zpty -r -t shell line && all+=$line; sleep 0.02; done
		zpty -d shell
		print -r -- $all
	ZSH
	in_zsh() {
		TERM=dumb timeout 90 zsh -f "$tmp/complete.zsh" "$tmp/functions" "$1" 2>/dev/null |
			grep -oE 'WORD:[^[:space:]]+' | sed 's/WORD://' | sort -u | paste -sd' '
	}
	zsh -n "$tmp/zsh"
	is "zsh parses the completion script" 0 $?
	is "zsh completes a long option" "--listening" "$(in_zsh 'sockstat --lis')"
	is "zsh completes values of -f" "inet inet,inet6 inet6" "$(in_zsh 'sockstat -f in')"
	is "zsh completes states after -sTCP: that follows -i without argument" \
		"LAST_ACK LISTEN" \
		"$(in_zsh 'sockstat -i -sTCP:L' | sed 's/TCP://g')"
	is "zsh offers --internet again after -i" \
		"--internet" "$(in_zsh 'sockstat -i :22 --inte')"
	in_zsh 'sockstat -' >"$tmp/words"
	for option in $options; do
		grep -qwF -- "$option" "$tmp/words"
		ok "zsh completes $option" $?
	done
fi

"$sockstat" --lisening 2>"$tmp/err"
is "a mistyped option is an error" 2 $?
grep -q -- '--listening' "$tmp/err"
ok "the message suggests the nearest option" $?
while read -r typed meant; do
	"$sockstat" "--$typed" 2>&1 | grep -q "'--$typed' (did you mean --$meant?)"
	ok "--$typed suggests --$meant" $?
done <<'end'
tpc tcp
lal all
sumary summary
evnets=3 events
end
for word in top kill stop xml ps sort watch uid tree kill=9 call; do
	"$sockstat" "--$word" 2>&1 | grep -q "'--$word' (see --help)"
	ok "--$word suggests no option" $?
done
"$sockstat" --xyzzyxyzzy 2>&1 | grep -q -- 'see --help'
ok "nothing is suggested for a word unlike any option" $?
