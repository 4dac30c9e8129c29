extension Commands {
  /// What the orchestrator may not run.
  static let change = #"""
    cd backend && git commit -am wip
    git -C backend commit -m x
    git -C backend add -A
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
    git add :/
    git add ':(top)backend'
    git add '*'
    git add *
    git add '[b]*'
    git add -A
    git add -f backend/x
    git add content backend/src
    git commit --amend
    git commit -m $(cat x)
    git commit "$x"
    IFS=/; ls
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
}
