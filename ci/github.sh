#!/usr/bin/env bash
# What the GitHub action runs. Its inputs come in the environment, and the program's own exit status goes out as an output, so that
# the results can be uploaded before the job fails.
set -euo pipefail

arguments=(check --format github --step-summary "--output=sarif=$RUNNER_TEMP/readyctl.sarif")
[ -z "${INPUT_AS_OF:-}" ] || arguments+=("--as-of=$INPUT_AS_OF")
[ -z "${INPUT_STAGE:-}" ] || arguments+=("--stage=$INPUT_STAGE")
[ -z "${INPUT_POLICY:-}" ] || arguments+=("--policy=$INPUT_POLICY")
[ "${INPUT_STRICT:-false}" != true ] || arguments+=(--strict)
[ -z "${INPUT_MANIFEST:-}" ] || arguments+=(-- "$INPUT_MANIFEST")

rm -f "$RUNNER_TEMP/readyctl.sarif"
status=0
readyctl "${arguments[@]}" || status=$?

echo "exit-status=$status" >>"$GITHUB_OUTPUT"
if [ -f "$RUNNER_TEMP/readyctl.sarif" ]; then
  echo "sarif=$RUNNER_TEMP/readyctl.sarif" >>"$GITHUB_OUTPUT"
fi
