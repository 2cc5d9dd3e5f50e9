# shellcheck shell=bash
# ./sampan COMMAND: the same as ssh -p 7722 sampan@127.0.0.1 COMMAND, with the operator's key.

readonly DOOR_WITHIN=60 # seconds

# Quotes one argument as one word for a server that splits as xargs does: between quotes nothing is special.
quoted() {
    local text=$1 rest='' char
    [[ $text != *$'\n'* ]] || die "An argument holds a line break, which a command line cannot carry: '${text%%$'\n'*}…'"
    if [[ $text =~ ^[A-Za-z0-9_./:=@%+,-]+$ ]]; then
        printf '%s' "$text"
        return
    fi
    while [[ $text == *\'* ]]; do
        char=${text%%\'*}
        rest+="'$char'\"'\""
        text=${text#*\'}
    done
    printf '%s' "$rest'$text'"
}

# Writes the host key that the control plane made to a known_hosts file of our own.
pin_host_key() {
    local type key file=$SECRETS/host_key.pub
    [[ -r $file ]] || die "The SSH host key '$file' cannot be read. Start the control plane once: sudo ./sampan up"
    read -r type key _ <"$file"
    (umask 077 && printf 'sampan %s %s\n' "$type" "$key" >"$SECRETS/known_hosts.$$")
    mv -f -- "$SECRETS/known_hosts.$$" "$SECRETS/known_hosts"
}

is_interactive() {
    [[ -t 0 && -t 1 ]] || return 1
    case $1 in
        enter | run | shell | storage:exec | *:connect | *:enter) return 0 ;;
        *) return 1 ;;
    esac
}

# Waits for the control plane when it is just being started; fails at once when nobody starts it.
await_door() {
    local deadline=$((SECONDS + DOOR_WITHIN)) told=
    while ! port_answers "$SAMPAN_SSH_PORT"; do
        running control.supervisor >/dev/null || is_being_set_up ||
            die "The control plane is not running: nothing listens on 127.0.0.1:$SAMPAN_SSH_PORT. Start it with 'sudo ./sampan up'."
        ((SECONDS < deadline)) ||
            die "The control plane is starting, but does not listen on 127.0.0.1:$SAMPAN_SSH_PORT after $DOOR_WITHIN s. Try again, or see $LOGS/control.log."
        [[ -n $told ]] || warn "The control plane is starting; waiting for it (up to $DOOR_WITHIN s)"
        told=yes
        sleep 0.2
    done
}

# Whether an 'up' is at work that has not started the control plane yet.
is_being_set_up() {
    [[ -r $RUN/launcher.lock ]] && ! flock --shared --nonblock "$RUN/launcher.lock" true
}

# Sends the file that --key names on the standard input; leaves the other words in words.
with_key_on_input() {
    words=()
    while (($#)); do
        if [[ $1 == --key ]] && (($# > 1)); then
            [[ -r $2 ]] || die "The key file '$2' cannot be read."
            exec <"$2"
            shift 2
        else
            words+=("$1")
            shift
        fi
    done
}

# Puts the text of the file that --signature names, or what stands there itself, among the words in words.
with_signature_as_text() {
    words=()
    while (($#)); do
        if [[ $1 == --signature ]] && (($# > 1)) && [[ -r $2 ]]; then
            words+=("$1" "$(tr -d '[:space:]' <"$2")")
            shift 2
        else
            words+=("$1")
            shift
        fi
    done
}

remote() {
    local line='' word
    local -a words=()
    local -a options=(-F /dev/null -p "$SAMPAN_SSH_PORT" -i "$OPERATOR_KEY" -l sampan
        -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes -o LogLevel=ERROR -o ConnectTimeout=10
        -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$SECRETS/known_hosts" -o GlobalKnownHostsFile=/dev/null
        -o HostKeyAlias=sampan)
    await_door
    [[ -r $OPERATOR_KEY ]] || die "The operator's key '$OPERATOR_KEY' cannot be read by $(id -un). Run this with sudo."
    command -v ssh >/dev/null || die "There is no 'ssh' program. Install it: apt-get install openssh-client"
    pin_host_key
    # ssh-keys:add [--user USER] NAME FILE
    if [[ $1 == ssh-keys:add ]] && { (($# == 3)) || (($# == 5)); }; then
        [[ -r ${!#} ]] || die "The key file '${!#}' cannot be read."
        exec <"${!#}"
        set -- "${@:1:$#-1}"
    fi
    # config:import [FLAGS] APP|--global FILE
    if [[ $1 == config:import ]] && (($# > 2)) && [[ -f ${!#} && (${*: -2:1} != -* || ${*: -2:1} == --global) ]]; then
        [[ -r ${!#} ]] || die "The file '${!#}' cannot be read."
        exec <"${!#}"
        set -- "${@:1:$#-1}"
    fi
    if [[ $1 == certs:add || $1 == certs:update ]] && (($# == 4)); then
        [[ -r $3 ]] || die "The certificate file '$3' cannot be read."
        [[ -r $4 ]] || die "The key file '$4' cannot be read."
        exec < <(cat -- "$3" && echo && cat -- "$4")
        set -- "$1" "$2"
    fi
    if [[ $1 == certs:key ]] && (($# > 2)); then
        for word in "${@:3}"; do
            [[ -r $word ]] || die "The file '$word' cannot be read."
        done
        exec < <(for word in "${@:3}"; do cat -- "$word" && echo; done)
        set -- "$1" "$2"
    fi
    if [[ $1 == certs:chain ]] && (($# > 1)); then
        for word in "${@:2}"; do
            [[ -r $word ]] || die "The certificate file '$word' cannot be read."
        done
        exec < <(for word in "${@:2}"; do cat -- "$word" && echo; done)
        set -- "$1"
    fi
    case $1 in
        image:trust) with_key_on_input "$@" ;;
        git:load-image) with_signature_as_text "$@" ;;
        *) words=("$@") ;;
    esac
    for word in "${words[@]}"; do
        line+=${line:+ }$(quoted "$word")
    done
    ! is_interactive "$1" || options+=(-t)
    ssh "${options[@]}" 127.0.0.1 -- "$line"
}

# Prints the names of all apps, one per line.
list_apps() {
    remote --quiet apps:list </dev/null
}
