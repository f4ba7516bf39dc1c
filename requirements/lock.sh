#!/bin/sh
# Resolve every lock file anew: hashes for every file, and no index or download address.
set -eu
uv=$1
lock() {
    out=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --no-annotate "$@" --output-file "requirements/$out.txt"
}
lock dev pyproject.toml --all-extras --group dev
lock base pyproject.toml --constraint requirements/dev.txt
lock server pyproject.toml --extra server --constraint requirements/dev.txt
lock core-test pyproject.toml --extra numeric --extra report requirements/core-test.in --constraint requirements/dev.txt
lock bench pyproject.toml --all-extras --group bench --constraint requirements/dev.txt
