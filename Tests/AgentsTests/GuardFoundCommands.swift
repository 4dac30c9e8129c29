/// More of the same: what once got through, or could not.
extension Commands {
  /// What the orchestrator may run.
  static let readToo = #"""
    date -d yesterday +%F; date --date='1 day ago'; date -u +%s
    fd -e md . content -x head -3
    hostname -f
    i=0; for f in content/*; do i=$((i + 1)); done; echo "$i"
    n=$(ls | wc -l); if [[ $n -gt 3 ]]; then echo "$((n * 2))"; fi
    [[ 1 -lt 2 ]] && ((1 + 1))
    [ "$(ls | wc -l)" -gt 3 ] && echo many
    read -r a b < content/index.md
    x=abc; echo "${x:0:2} ${x%c} ${#x}"
    printf '%s\n' "$(ls)"
    export LANG=C; declare -r X=1; history
    command -v git && \ls && builtin echo x
    orchsite repo new site --title Site
    for ((i=0; i<3; i++)); do echo "$i"; done
    i=0; while [ "$i" -lt 3 ]; do i=$((i+1)); echo $((i*2)); done
    n=0; ((n++)); echo $((n)); [[ $? -eq 0 ]]
    a=1; [ -f x ] && a=2; echo $((a))
    git log --since="$(date -d '1 day ago' +%F)" --oneline
    git -C backend diff "$(git -C backend merge-base develop HEAD)" --stat
    grep -c x content/index.md || echo 0
    cp content/tasks/backend/a.md /tmp/a.md && diff /tmp/a.md content/tasks/backend/a.md
    git commit -m "docs: x" -m "$(printf 'a\nb')"
    git commit -F - <<'EOF'⏎docs: x⏎EOF
    orchsite task new backend "Sign in" --body "$(cat <<'EOF'⏎x⏎EOF⏎)"
    awk 'BEGIN{FS=":"} $2 > 3 {print $1}' content/index.md
    git commit -m "$(cat <<'EOF'⏎docs: tasks⏎⏎Body⏎EOF⏎)"
    git add content && git commit -am "$(cat <<'EOF'⏎docs: tasks⏎EOF⏎)" -- content
    git show $(git rev-parse HEAD)
    git -C backend log $(git -C backend merge-base develop HEAD)..HEAD
    mkdir -p content/decisions && cat > content/decisions/a.md <<'EOF'⏎x⏎EOF
    rm content/tasks/backend/user-auth.md
    rm -f content/tasks/backend/user-auth.md /tmp/x
    mv content/tasks/backend/a.md content/tasks/backend/b.md
    mv content/tasks/backend/a.md content/decisions/
    cp /tmp/a.md content/tasks/backend/
    touch content/tasks/backend/new.md
    git mv content/tasks/backend/a.md content/tasks/backend/b.md
    git rm -q content/tasks/backend/user-auth.md
    git restore --staged content/tasks/backend/a.md
    ls | tee /tmp/x
    mkdir -p /tmp/a/b && mktemp -d
    rm -rf /tmp/a
    awk 'NR>1 {print $2}' content/index.md
    awk '$1 > 5 || $2 > 3' content/index.md
    GIT_PAGER=cat git log
    PAGER=cat git -C backend log
    GIT_OPTIONAL_LOCKS=0 git status
    env PAGER=cat git log
    tar tf /tmp/a.tgz
    tar -tzvf /tmp/a.tgz
    unzip -l /tmp/a.zip
    echo x > /dev/stderr
    echo x > /dev/fd/2
    echo x > /dev/tty
    echo x | tee /dev/stderr
    cd nowhere && ls; echo x > docs/a
    (cd backend && git log); echo x > docs/a
    cd backend && git log; cd /home/ada/shop && echo x > docs/a
    F=docs/a; [ -f x ] && F=docs/a; echo x > $F
    """#

  /// What it may not.
  static let changeToo = #"""
    awk 'BEGIN{x="}"} {print > "backend"}' content/index.md
    awk 'BEGIN{x=/}/} {print > "backend"}' content/index.md
    awk 'END{a["}"]; print > "backend"}' content/index.md
    x='a[$(rm x)]'; y[x]=1
    x='a[$(rm x)]'; y[x]+=1
    y[`rm`]=1
    x='a[$(rm x)]'; ((y = x))
    for ((i=x;i<3;i++)); do ls; done
    PAGER=cat; PAGER='rm x' git log
    cd backend && git log && (cd ..; ls); echo x > a
    cat content/x | while read f; do echo x > "$f"; done
    cp content/tasks/a.md /home/ada/x
    mv /home/ada/notes.md content/tasks/a.md
    rm docs/a.md
    touch Makefile
    rm .orchsite/lock
    tee -a content/index.md
    cp --t=backend content/tasks/a.md
    git rm --pathspec-from-file=x content/a
    [[ $(cat content/x) -gt 1 ]]
    orchsite repo new site --path .
    orchsite repo new site --pa=.
    orchsite repo new site $options
    X=aaaaaaaaaaaaaaaa; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; X=$X$X$X$X; echo > docs/$X
    sed --i s/a/b/ content/tasks/a.md
    sed --i=.bak s/a/b/ content/tasks/a.md
    sort --o backend/x content/x
    sort --ou=backend/x content/x
    sort --c=sh content/x
    date --s 2020-01-01
    date 010100002020
    date -u 010100002020
    git log --o=backend/x
    git diff --ou backend/x
    env -S'rm x'
    env -iS 'rm x'
    env -iS'git -C backend commit -m x'
    env -vS'rm x'
    env --split='rm x'
    env --s 'rm x'
    hostname -b x
    hostname -F content/x
    hostname --fi content/x
    hostname new
    command time -o backend/x ls
    \time -o backend/x ls
    builtin command time --output=backend/x ls
    command time --ou backend/x ls
    command -p time -aobackend/x ls
    fd x --exec rm
    history -w backend/x
    HISTFILE=backend/x; history -a
    HISTFILE=backend/x ls
    mapfile -C 'rm x' -c 1 < content/index.md
    readarray -c 1 -C 'rm x' a < content/index.md
    jobs -x rm x
    hash -p /tmp/x ls
    shopt -s expand_aliases
    printf -v PATH /tmp
    printf -vX x
    declare -n X=PATH
    typeset -i X='a[$(rm x)]'
    local -ni X=a
    export -n PATH
    let 'a[$(rm x)]=1'
    let x=1
    test -v 'a[$(rm x)]'
    [ -v 'a[$(rm x)]' ]
    [[ -v 'a[$(rm x)]' ]]
    read 'a[$(rm x)]' < content/index.md
    x='$(rm x)'; echo "${x@P}"
    bash --rcfile /tmp/x -ic ls
    bash --init-file /tmp/x -i -c ls
    x='a[$(rm x)]'; echo $((x))
    x='a[$(rm x)]'; ((x))
    x='a[$(rm x)]'; echo $((1 + $x))
    x='a[$(rm x)]'; [[ x -eq 1 ]]
    x='a[$(rm x)]'; [[ $x -eq 1 ]]
    x='a[$(rm x)]'; echo "${y[x]}"
    x='a[$(rm x)]'; echo "${y:x}"
    x='a[$(rm x)]'; echo $[x]
    read x < content/index.md; echo $((x))
    x=$(cat content/x); echo $((x))
    for ((i=x;;)); do ls; done
    git commit -m x "$(echo --amend)"
    git commit -m $(echo x --amend)
    git show $(echo --output=backend/x)
    git show $(git rev-parse --output=backend/x)
    mkdir backend/src
    rm content/index.md
    rm -rf content/tasks/backend
    rm -rf content/tasks /tmp/x
    rm content/invoices/INV-2026-0001.md
    rm content/updates/backend/user-auth/20260106T091530123Z-ada.md
    rm content/tasks/*.md
    mv content/tasks content/x
    mv content/invoices content/x
    mv backend/a content/tasks/a.md
    mv content/tasks/a.md backend/
    mv -t backend content/tasks/a.md
    mv --target-directory=backend content/tasks/a.md
    cp content/tasks/a.md backend/src
    cp /tmp/INV-2026-0001.md content/invoices
    cp /tmp/backend.md content/repos
    cp /tmp/backend.md content/repos/
    cp /tmp/index.md content/
    cp -r /tmp/x content/tasks
    git mv content/index.md content/x.md
    git mv content/tasks/a.md backend/a.md
    git rm -r content
    git rm content/index.md
    git -C backend rm src/a.ts
    git restore content/tasks/backend/a.md
    git restore --staged backend/x
    git add '*'
    git add ':/'
    git add ':!x'
    git add content ':(glob)**'
    git add 'content/*'
    git commit -m x -- ':/'
    ls | tee /tmp/x backend/x
    mktemp backend/xXXXXXX
    mktemp -p backend
    mktemp --tmpdir=backend
    rm "$x"
    awk '/}/ {print > "backend/x"}' content/index.md
    awk 'NR>1 {print > "backend/x"}' content/index.md
    awk 'NR>1 {print | "sh"}' content/index.md
    GIT_PAGER='cat; rm x' git log
    PAGER="$x" git log
    tar xf /tmp/a.tgz
    tar tf /tmp/a.tgz --to-command=sh
    tar -tIsh -f /tmp/a.tgz
    tar t -I sh -f /tmp/a.tgz
    unzip /tmp/a.zip
    unzip -lo /tmp/a.zip -d backend
    cd backend; cd nowhere; echo x > a
    cd backend; false && cd ..; echo x > a
    cd backend; [ -f x ] && cd ..; echo x > a
    f() { return; cd ..; }; cd backend; f; echo x > a
    f() { if ls; then return; fi; cd ..; }; cd backend; f; echo x > a
    cd backend; while true; do break; cd ..; done; echo x > a
    F=docs/a; f() { F=backend/a; }; f; echo x > $F
    F=docs/a; ls && F=backend/a; echo x > $F
    F=docs/a; ls || F=backend/a; echo x > $F
    F=docs/a; if ls; then F=backend/a; fi; echo x > $F
    F=docs/a; case x in y) F=backend/a;; esac; echo x > $F
    F=docs/a; while ls; do echo x > $F; F=backend/a; done
    F=backend/a; false && F=docs/a; echo x > $F
    F=backend/a; for i in 1 2; do continue; F=docs/a; done; echo x > $F
    """#
}
