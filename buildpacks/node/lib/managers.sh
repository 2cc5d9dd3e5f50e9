# The package managers of Node.js; to be sourced by compile.

# Fetches the package manager that the app asks for, once.
fetch_manager() {
    if [[ -z $tool ]]; then
        rm -rf -- "$CACHE_DIR/tools"
    elif [[ ! -f $CACHE_DIR/tools/name || $(<"$CACHE_DIR/tools/name") != "$tool" ]]; then
        rm -rf -- "$CACHE_DIR/tools"
        step "Fetching $tool"
        npm install --global --prefix "$CACHE_DIR/tools" --loglevel=error "$tool" >/dev/null ||
            fail "$tool cannot be installed. Ask for another version in the field packageManager of package.json"
        printf '%s\n' "$tool" >"$CACHE_DIR/tools/name"
    fi
}

run_manager() {
    if [[ $manager == yarn && -n $yarn_path ]]; then
        node "$yarn_path" "$@"
    else
        "$manager" "$@"
    fi
}

# Installs what the lock file says, and what only the build needs when there is one.
install_dependencies() {
    local arguments=()
    if ! has lock-file; then
        warn "There is no lock file: every build may install other versions. Commit the one that '$manager install' makes"
    fi
    step "Installing dependencies with $manager $(has lock-file && [[ $manager == npm ]] && echo ci || echo install)"
    case $manager in
        npm)
            has build-script && arguments=(--include=dev)
            if has lock-file; then
                npm ci --loglevel=error "${arguments[@]}"
            else
                npm install --no-package-lock --loglevel=error "${arguments[@]}"
            fi
            ;;
        pnpm)
            has build-script && arguments=(--prod=false)
            has lock-file && arguments+=(--frozen-lockfile)
            # The folder may be of another version, and stands on another mount than the store.
            find node_modules -mindepth 1 -delete 2>/dev/null || true
            pnpm install --package-import-method=copy --reporter=append-only "${arguments[@]}"
            ;;
        yarn)
            if has berry; then
                export YARN_ENABLE_GLOBAL_CACHE=false YARN_ENABLE_IMMUTABLE_INSTALLS=$(has lock-file && echo true || echo false)
                if has plug-and-play; then
                    plug_and_play
                else
                    install_berry
                fi
            else
                has build-script && arguments=(--production=false)
                has lock-file && arguments+=(--frozen-lockfile)
                run_manager install --non-interactive --no-progress "${arguments[@]}"
            fi
            ;;
    esac
}

install_berry() {
    run_manager install
    has build-script || run_manager workspaces focus --all --production
}

# Yarn removes node_modules then, which is a mount in the app's folder; so it installs into a copy of the app. What starts
# without being installed has to lie in the app, and its paths are relative.
plug_and_play() {
    local copy=/var/tmp/plug-and-play
    rm -rf -- "$copy"
    mkdir -p "$copy"
    tar --create --exclude=./node_modules . | tar --extract --directory="$copy"
    export YARN_GLOBAL_FOLDER=$CACHE_DIR/yarn-global
    (
        cd -- "$copy"
        export YARN_CACHE_FOLDER=$copy/.yarn/cache
        install_berry
    )
    export YARN_CACHE_FOLDER=$BUILD_DIR/.yarn/cache
    cp -a -- "$copy"/.pnp.* "$copy/.yarn" "$copy/yarn.lock" .
    rm -rf -- "$copy"
}

# Makes the folder that the app runs with when the one that it is built with has more: the builder looks for it at
# `layer` in the cache.
prune() {
    local layer=$CACHE_DIR/layer
    rm -rf -- "$layer"
    has prune && ! has plug-and-play || return 0
    step "Leaving out what only development needs"
    mkdir -p "$layer"
    cp -a -- node_modules "$layer/node_modules"
    case $manager in
        npm)
            node "$HERE/lib/prune.js" "$layer"
            ;;
        pnpm)
            cp -- package.json pnpm-lock.yaml "$layer/"
            [[ ! -f .npmrc ]] || cp -- .npmrc "$layer/"
            (cd -- "$layer" && pnpm prune --prod --ignore-scripts --config.package-import-method=copy)
            ;;
        yarn)
            cp -- package.json yarn.lock "$layer/"
            if has berry; then
                [[ ! -f .yarnrc.yml ]] || cp -- .yarnrc.yml "$layer/"
                [[ ! -d .yarn ]] || cp -a -- .yarn "$layer/"
                (cd -- "$layer" && run_manager workspaces focus --production)
            else
                (cd -- "$layer" && run_manager install --production --ignore-scripts --frozen-lockfile --non-interactive --no-progress)
            fi
            ;;
    esac
}

# A build may write to node_modules what the app runs with, as generators of clients do.
keep_what_was_built() {
    local layer=$CACHE_DIR/layer
    [[ -d $layer/node_modules ]] || return 0
    find node_modules -newer /tmp/before-build -type f -not -path 'node_modules/.cache/*' -print0 |
        tar --null --files-from=- --create --file=- | tar --extract --directory="$layer" --file=-
}
