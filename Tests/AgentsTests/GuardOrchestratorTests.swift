import Agents
import Bytes
import Testing

@Suite("The guard and the orchestrator's shell")
struct GuardOrchestratorTests {
  private static func lines(_ text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("it reads, everywhere", arguments: lines(reading))
  func allows(_ command: String) {
    let refusal = Shop.refusal(.orchestrator, command: command.replacing("⏎", with: "\n"))
    #expect(refusal == nil, "\(refusal?.text ?? "")")
  }

  private static let reading = #"""
    ls
    ls -la backend/src | head -5
    cat backend/package.json content/index.md
    cat ~/notes.txt
    cd backend && git log --oneline -5
    git -C backend log --oneline -5
    git -C backend status --short && git -C admin status --short
    git log -p --stat -3 -- content
    git diff HEAD~1 -- backend
    git -C backend diff develop...feature/user-auth --stat
    git -C backend show HEAD:src/auth.ts
    git -C backend branch -a -vv
    git -C backend branch --list 'feature/*'
    git -C backend branch --contains abc
    git -C backend tag -l 'v*'
    git -C backend tag
    git -C backend remote -v
    git -C backend stash list
    git -C backend worktree list --porcelain
    git -C backend config --get user.name
    git -C backend config user.name
    git -C backend rev-parse --abbrev-ref HEAD
    git -C backend for-each-ref --format='%(refname)' refs/heads
    git -C backend merge-base develop feature/user-auth
    git -C backend grep -n 'TODO' -- src
    git --no-pager -C backend log
    git -c color.ui=never -C backend log
    git -C backend reflog -5
    git -C backend ls-remote origin
    git -C backend blame -L 1,5 src/auth.ts
    git status
    git --version
    grep -rn "x > y" content
    grep -rn 'secret' backend/src || true
    rg -n --type ts auth backend
    find backend -name '*.ts' -newer content/index.md
    find content -name '*.md' -exec grep -l blocked {} +
    find content -type f -print0 | xargs -0 grep -l blocked
    find . -maxdepth 2 -type d \( -name a -o -name b \) | sort
    ls content/tasks/backend | xargs -n1 basename
    sed -n '1,20p' backend/src/auth.ts
    sed -n '/begin/,/end/p;$p' content/index.md
    sed 's/a/b/g' content/index.md | head
    awk '{print $2}' content/index.md
    awk -F: '/title/ {print $2}' content/tasks/backend/*.md
    head -20 content/index.md; tail -n +5 content/index.md
    wc -l content/tasks/*/*.md | sort -rn | head
    jq '.tasks[] | select(.status == "todo")' site/board.json
    orchsite status --json | jq .needs
    echo "a > b"
    echo 'rm -rf backend'
    echo "$(git -C backend rev-parse HEAD)"
    echo `date -Iseconds`
    printf '%s\n' "done"
    for f in content/tasks/backend/*.md; do head -3 "$f"; done
    for r in backend admin; do echo "== $r"; git -C $r log --oneline -3; done
    for r in backend admin; do (cd "$r" && git status --short); done
    if [ -f content/index.md ]; then cat content/index.md; else echo none; fi
    [[ -d backend && "a" < "b" ]] && echo yes
    [ -n "$HOME" ] && echo yes
    test -d backend || echo none
    while read -r line; do echo "$line"; done < content/index.md
    case "$x" in a) ls;; *) pwd;; esac
    ls backend > /dev/null 2>&1
    ls nothing 2>/dev/null
    ls &>/dev/null
    ls 2>&1 | cat
    cat <<'EOF'⏎rm -rf backend⏎EOF
    cat <<< "text"
    diff <(git -C backend ls-files) <(git -C admin ls-files)
    cd content/tasks && ls
    pushd backend; git log -1; popd
    (cd backend; ls); ls
    { ls; pwd; }
    x=5; echo $((x + 1))
    x=$(ls | wc -l); echo "$x"
    ! ls nothing
    time ls
    timeout 5 ls
    nice -n 5 ls
    env | sort
    env A=b ls
    command -v orchsite
    command ls
    which git
    sh -c 'ls; pwd'
    bash -lc "git -C backend log"
    echo notes > /tmp/notes.md
    echo notes > docs/notes.md
    echo x >> content/decisions/2026-01-06-keys.md
    cat > content/tasks/backend/new.md <<'EOF'⏎---⏎title: x⏎---⏎EOF
    git add content
    git add content/tasks/backend/new.md docs
    git add -A content && git commit -m "docs: tasks"
    git commit -qm "x" -- content/tasks
    orchsite status
    orchsite task new backend "Sign in" --label a
    orchsite -C content task move backend/user-auth review
    orchsite --home /home/ada/shop next
    orchsite feature finish backend user-auth
    orchsite worker start backend fix
    orchsite worker clean backend user-auth
    orchsite sync
    orchsite run test backend
    orchsite invoice draft acme
    orchsite invoice show INV-1
    orchsite invoice issue --help
    orchsite help trust
    orchsite --version
    orchsite build --output site
    orchsite rescue
    orchsite-notion plan
    orchsite invoice pdf INV-1 --output /tmp/x.pdf
    orchsite invoice pdf INV-1
    orchsite orchestrator
    orchsite inbox
    echo x | base64
    orchsite decision new "Why" --file /tmp/why.md
    make status
    make status-backend
    make -s worker-new REPO=backend TASK=fix
    make orchsite-help
    make feature-finish REPO=backend TASK=x
    gh pr list --state open
    gh pr view 12 --comments
    gh run list
    # a comment
    ls # rm -rf backend
    ls \⏎  -la
    f() { ls "$1"; }; f backend
    ps aux | grep claude
    sleep 5 && orchsite status
    date +%F; date -u -d yesterday +%F
    sort -rn -k2 content/x | uniq -c
    tree -L 2 content
    git diff --stat; git show -s --format=%B HEAD
    git -C .worktrees/backend/user-auth log develop..HEAD
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

  @Test("it changes nothing in a repo, whichever way", arguments: lines(refused))
  func refuses(_ command: String) {
    let refusal = Shop.refusal(.orchestrator, command: command.replacing("⏎", with: "\n"))
    #expect(refusal != nil)
    #expect((refusal?.text.utf8.count { $0 == UInt8(ascii: "\n") } ?? 3) == 3)
  }

  private static let refused = #"""
    cd backend && git commit -am wip
    git -C backend commit -m x
    git -C backend add -A
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
    git -C backend checkout develop
    git -C backend reset --hard
    git -C backend push
    git -C backend branch new
    git -C backend branch -D feature/x
    git -C backend branch -f develop HEAD
    git -C backend tag v1
    git -C backend stash
    git -C backend stash pop
    git -C backend merge feature/x
    git -C backend rebase develop
    git -C backend cherry-pick abc
    git -C backend apply x.patch
    git -C backend worktree add ../x
    git -C backend fetch
    git -C backend pull
    git -C backend config user.name x
    git -C backend remote add x y
    git -C backend symbolic-ref HEAD refs/heads/x
    git -C backend update-ref refs/heads/develop HEAD
    git -C backend clean -fdx
    git -C backend restore .
    git -C backend rm x
    git -C backend mv a b
    git -C backend gc
    git -C backend submodule update
    git -C backend bisect run sh x.sh
    git -C backend reflog expire --all
    git -C backend notes add -m x
    git -C backend flow feature finish x
    git -C backend init
    git clone backend /tmp/x
    git -C backend unknown-alias
    git -c alias.x='!rm -rf backend' x
    git -c core.pager='sh -c "rm x"' log
    git -c core.fsmonitor=x status
    git --exec-path=/tmp log
    git --config-env=a=b log
    git log --output=backend/x
    git log --outp=backend/x
    git diff --ext-diff
    git diff --no-index a b --output backend/x
    git grep -O'sh -c x' y
    git grep --open-files-in-pager=sh y
    git ls-remote --upload-pack='sh -c x' backend
    git archive -o backend/x HEAD
    git format-patch -o backend HEAD~1
    GIT_PAGER='sh -c x' git log
    GIT_DIR=backend/.git git log
    GIT_EXTERNAL_DIFF=x git diff
    export GIT_DIR=backend/.git; git commit -m x
    PATH=/tmp:$PATH ls
    PATH=/tmp; ls
    LD_PRELOAD=x ls
    BASH_ENV=x ls
    PAGER=x git log
    env GIT_DIR=backend/.git git status
    env PATH=/tmp ls
    git commit -am x -- backend
    git add backend
    git add .
    git add -A
    git add -f backend/x
    git add content backend/src
    git commit --amend
    git push
    git pull
    git checkout -- content
    git reset --hard
    echo x > backend/src/a.ts
    echo x >> backend/src/a.ts
    echo x >| backend/src/a.ts
    echo x &> backend/a
    echo x 2> backend/a
    echo x >& backend/a
    ls 3<>backend/a
    echo x > ./content/../backend/x
    echo x > content/../backend/x
    echo x > /home/ada/shop/backend/x
    echo x > ~/shop/backend/x
    echo x > $HOME/shop/backend/x
    echo x > "$HOME/shop/backend/x"
    echo x > $PWD/backend/x
    echo x > BACKEND/x
    echo x > back*/x
    echo x > {backend,admin}/x
    echo x > api/x
    echo x > $file
    echo x > "$(echo backend)/x"
    echo x > 'backend/x'
    echo x > back\end/x
    echo x > b"acken"d/x
    echo x > $'backend/\x78'
    echo x > unnamed/src/x
    echo x > /srv/tools/x
    echo x > /tmp/clone/x
    echo x > .worktrees/backend/user-auth/x
    echo x > /home/ada/adopted/x
    echo x > /etc/x
    echo x > ~/x
    echo x > .git/config
    echo x > content/.git/x
    echo x > .claude/settings.json
    echo x > .mcp.json
    echo x > .orchsite/lock
    echo x > Makefile
    echo x > orchsite.mk
    echo x > content/index.md
    echo x > content/repos/backend.md
    echo x > content/invoices/INV-2026-0001.md
    echo x > content/invoices/new.md
    echo x > content/updates/backend/user-auth/20260106T091530123Z-ada.md
    : > backend/x
    > backend/x
    cd backend; echo x > a
    cd backend && echo x > a
    cd backend || exit; echo x > a
    cd "$(pwd)/backend"; echo x > a
    cd $dir; echo x > a
    cd backend/src/..; echo x > a
    pushd backend; echo x > a
    (cd backend; echo x > a)
    cd content; cd -; echo x > y
    if cd backend; then echo x > a; fi
    for d in content backend; do echo x > $d/a; done
    for d in backend; do cd $d; echo x > a; cd ..; done
    while true; do echo x > backend/a; done
    case x in x) echo x > backend/a;; esac
    { echo x; } > backend/a
    (echo x) > backend/a
    f() { echo x > backend/a; }; f
    f() { echo x > "$1"; }; f backend/a
    function f { rm -rf backend; }
    F=backend/a; echo x > $F
    F=backend; F=$F/a; echo x > $F
    cat <<EOF > backend/a⏎x⏎EOF
    cat > backend/a <<'EOF'⏎x⏎EOF
    cat <<EOF⏎$(rm -rf backend)⏎EOF
    cat <<EOF⏎`rm -rf backend`⏎EOF
    echo "$(rm -rf backend)"
    echo $(rm -rf backend)
    echo `rm -rf backend`
    echo "`rm -rf backend`"
    echo ${x:-$(rm -rf backend)}
    echo "${x:-`rm -rf backend`}"
    echo $(( $(rm -rf backend) + 1 ))
    x=$(rm -rf backend)
    x=($(rm -rf backend))
    cat <(rm -rf backend)
    ls > >(tee backend/a)
    ls | tee backend/a
    tee backend/a < content/index.md
    ls && rm -rf backend
    ls || rm -rf backend
    ls & rm -rf backend
    ls; rm -rf backend
    ls | rm -rf backend
    ls⏎rm -rf backend
    ! rm -rf backend
    time rm -rf backend
    coproc rm -rf backend
    coproc X { rm -rf backend; }
    [[ -n $(rm x) ]]
    ls \⏎; rm x
    sed -i 's/a/b/' backend/a
    sed -i.bak s/a/b/ backend/a
    sed -ni p backend/a
    sed --in-place s/a/b/ backend/a
    sed --in-pl s/a/b/ backend/a
    sed -n 'w backend/x' content/index.md
    sed 's/a/b/w backend/x' content/index.md
    sed 's/a/id/e' content/index.md
    sed '1e rm x' content/index.md
    sed -f script content/index.md
    sed -n -e p -e 'w backend/x' content/index.md
    awk '{print > "backend/x"}' content/index.md
    awk '{print | "sh"}' content/index.md
    awk 'BEGIN{system("rm x")}'
    awk -f x.awk
    gawk -i inplace '{print}' backend/a
    find backend -delete
    find backend -exec rm {} \;
    find backend -execdir sh -c 'rm "$1"' _ {} \;
    find backend -fprint backend/x
    find backend -fls backend/x
    find $opts backend
    fd x -x rm
    ls | xargs rm
    ls | xargs -I{} cp {} backend
    ls | xargs sh -c 'rm "$@"'
    ls | xargs git -C backend add
    echo x | sh
    echo cm0gLXJmIGJhY2tlbmQK | base64 -d | sh
    echo x | bash -s
    sh script.sh
    bash ./script.sh
    bash -c 'rm -rf backend'
    bash -c "cd backend && git commit -m x"
    sh -c "echo x > backend/a"
    bash -lc 'rm x'
    bash <<'EOF'⏎rm -rf backend⏎EOF
    bash <<< 'rm -rf backend'
    bash <(echo rm)
    zsh -c 'rm x'
    eval "rm -rf backend"
    eval rm x
    eval $x
    source script.sh
    . ./script.sh
    exec rm -rf backend
    command rm x
    builtin eval 'rm x'
    trap 'rm x' EXIT
    alias ls=rm
    $cmd backend
    "$(echo rm)" backend
    /bin/rm x
    ./run.sh
    \rm x
    'rm' x
    r"m" x
    python3 -c 'open("backend/a","w")'
    python script.py
    node -e 'x'
    perl -pi -e s/a/b/ backend/a
    ruby -e x
    php -r x
    cp a backend/a
    mv backend/a backend/b
    rm backend/a
    rm -rf content/tasks
    ln -s backend x
    install a backend
    rsync a backend
    tar xf a.tar -C backend
    patch -p1 < x.patch
    dd if=a of=backend/a
    touch backend/a
    mkdir backend/a
    chmod +x backend/a
    truncate -s0 backend/a
    curl -o backend/a https://example.org
    wget https://example.org
    vim backend/a
    ed backend/a
    sudo ls
    sudo rm x
    ssh host ls
    env rm x
    env -i rm x
    env -S 'rm x'
    env -C backend git commit -m x
    nohup rm x
    timeout 5 rm x
    timeout -k 5 5 rm x
    nice rm x
    setsid rm x
    stdbuf -oL rm x
    watch rm x
    watch -n 1 'rm x'
    busybox rm x
    xargs -a list rm
    parallel rm ::: x
    npm test
    npm install
    cargo build
    docker run x
    pip install x
    crontab -l
    kill 1
    open x
    claude -p 'do it'
    codex exec x
    make
    make test
    make -C backend test
    make -f x status
    make status SHELL=/tmp/x
    make status --eval='x:;rm x'
    make release-start REPO=backend
    make deploy-prod
    cd backend && make status
    sort -o backend/x content/x
    sort --output=backend/x content/x
    sort -uo backend/x content/x
    sort --compress-program=x content/x
    uniq content/x backend/x
    rg --pre sh x
    tree -o backend/x
    yq -i .a backend/x
    date -s 2020-01-01
    less -o backend/x content/x
    gh pr merge 1
    gh pr create
    gh release create v1
    gh api -X POST x
    gh repo delete x
    orchsite trust
    orchsite trust --yes
    orchsite init
    orchsite init --user-hooks
    orchsite -C content trust
    orchsite --home . trust
    orchsite --home=/home/ada/shop trust
    orchsite -C a -C b --home c trust --yes
    orchsite worker clean backend user-auth --discard --confirm user-auth
    orchsite worker start backend x --launch
    orchsite rescue forget
    orchsite invoice issue acme-2026-01
    orchsite invoice --home . issue acme-2026-01
    orchsite invoice pay INV-1
    orchsite invoice void INV-1 --reason x
    orchsite invoice credit INV-1 --reason x
    orchsite invoice write-off x
    orchsite release start backend 1.0.0
    orchsite release finish backend
    orchsite hotfix start backend
    orchsite run deploy-prod
    orchsite run deploy-staging backend
    orchsite run "$x"
    orchsite --home /other invoice draft acme
    orchsite build --output backend
    orchsite build -o backend
    orchsite invoice pdf INV-1 -o backend/x.pdf
    cd backend && orchsite invoice pdf INV-1
    orchsite -C backend invoice pdf INV-1
    orchsite invoice -C backend export --format ubl --output x INV-1
    ls >! backend/x
    ls &>| backend/x
    base64 -o backend/x content/index.md
    less '+!rm x' content/index.md
    orchsite orchestrator --launch
    orchsite $verb
    orchsite invoice $verb
    orchsite nonsense
    ./orchsite trust
    env orchsite trust
    sh -c 'orchsite trust --yes'
    ls | xargs orchsite trust
    orchsite status; orchsite trust
    yes | orchsite trust
    ORCHSITE_HOME=/x orchsite status
    IFS=x ls
    CDPATH=backend cd x
    echo 'unclosed
    echo "unclosed
    echo $(unclosed
    echo `unclosed
    echo ${unclosed
    if true; then ls
    ls )
    ls ;; ls
    { ls
    case x in
    """#

  @Test("what it is granted, it may")
  func powers() {
    func refusal(_ command: String, _ power: GuardPower) -> GuardRefusal? {
      Shop.refusal(.orchestrator, command: command, powers: [power])
    }
    #expect(refusal("orchsite invoice issue acme", .issue) == nil)
    #expect(refusal("orchsite invoice pay INV-1", .pay) == nil)
    #expect(refusal("orchsite invoice void INV-1 --reason x", .void) == nil)
    #expect(refusal("orchsite invoice credit INV-1 --reason x", .void) == nil)
    #expect(refusal("orchsite invoice write-off x --reason x", .writeOff) == nil)
    #expect(refusal("orchsite release start backend", .release) == nil)
    #expect(refusal("orchsite hotfix finish backend", .release) == nil)
    #expect(refusal("make release-start REPO=backend", .release) == nil)
    #expect(refusal("orchsite run deploy-prod", .deploy) == nil)
    #expect(refusal("make deploy-prod", .deploy) == nil)
    #expect(refusal("orchsite feature finish backend x", .finish) == nil)
    #expect(refusal("echo x > Makefile", .settings) == nil)
    #expect(refusal("orchsite feature finish backend x", .issue) != nil)
    #expect(refusal("orchsite trust", .settings) != nil)
    #expect(refusal("orchsite invoice issue acme", .finish) != nil)
    #expect(refusal("echo x > backend/a", .settings) != nil)
    #expect(refusal("echo x > .orchsite/lock", .settings) != nil)
  }

  @Test("agents_may is the orchestrator's")
  func granted() {
    #expect(GuardPower.granted(nil, to: .orchestrator) == [.finish])
    #expect(GuardPower.granted([], to: .orchestrator) == [])
    #expect(GuardPower.granted(["issue", "write-off", "nonsense", "Pay"], to: .orchestrator) == [.issue, .writeOff])
    #expect(GuardPower.granted(nil, to: .worker) == [])
    #expect(GuardPower.granted(["finish", "settings"], to: .worker) == [])
  }

  @Test("what is refused, why, and what to do instead")
  func texts() throws {
    let repo = try #require(Shop.refusal(.orchestrator, command: "echo x > backend/src/a.ts"))
    #expect(
      repo.text == """
        orchsite guard: refused: writing backend/src/a.ts
        it lies in a repo, and the orchestrator writes no code
        instead: orchsite task new REPO "TITLE" makes a task of it, which a worker does in its own worktree

        """)
    let money = try #require(Shop.refusal(.orchestrator, command: "orchsite invoice issue acme-2026-01"))
    #expect(
      money.text == """
        orchsite guard: refused: orchsite invoice issue
        issuing invoices is for a person here: agents_may in content/index.md does not list issue
        instead: ask the person to run it

        """)
    let open = try #require(Shop.refusal(.orchestrator, command: "echo 'x"))
    #expect(open.why == "the command cannot be read: a ' is not closed")
  }

  @Test("home that is a repo with code")
  func homeWithCode() throws {
    var places = Shop.places(.orchestrator)
    places.repos = [Shop.home]
    let agent = try #require(Agent(named: "claude"))
    func allows(_ command: String) -> Bool {
      let tool = AgentEvent.ToolUse(name: "Bash", input: Shop.object(["command": command]))
      let guardian = Guard(.orchestrator, places: places, powers: [])
      return (try? guardian.judge(tool, in: Shop.home, of: agent)) != nil
    }
    #expect(allows("echo x > content/tasks/backend/x.md"))
    #expect(!allows("echo x > src/a.ts"))
    #expect(!allows("echo x > README.md"))
    #expect(!allows("git commit -m x"))
    #expect(!allows("git add content"))
    #expect(allows("git log"))
  }
}
