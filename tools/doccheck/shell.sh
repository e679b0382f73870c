# Begins the script of each page. Pages may use three variables: $checkout is the repository,
# $start the folder where the page begins, $last a file with what the last command printed.
# $served is the same of the last server. $printed is a folder with one such file for each
# line that has a command.
start=$PWD

# What a reader fetches is the checkout: its version has no tag yet.
module=github.com/cybersource-go/cybersource
go() {
	case $*/ in
	"get $module/"*)
		[[ $PWD/ != "$checkout/"* ]] && command go mod edit -replace "$module=$checkout" && command go get "${@:2}" ;;
	"run $module/cmd/cybersource-gateway"*) # at its usual address
		command go run "${2%@latest}" -addr 127.0.0.1:8090 "${@:3}" ;;
	*) command go "$@" ;;
	esac
}
git() {
	test "$*" = "clone https://$module" && ln -s "$checkout" cybersource
}
set -o physical # a folder is the same for the build cache, whichever link leads to it

# at LINE: the next command is in this line of the page.
at() {
	last=$printed/$line
	line=$1
	echo "$line" >"$printed/at"
	exec >"$printed/$line" 2>&1 </dev/null
}

# succeeded: the page ends here unless the last command did its work.
succeeded() {
	local status=$?
	test $status = 0 || exit $status
}

# serving TEXT: waits until the command in the background has printed TEXT.
serving() {
	served=$printed/$line
	until grep -qF -- "$1" "$served"; do
		kill -0 $! || exit
		sleep 0.1
	done
}
