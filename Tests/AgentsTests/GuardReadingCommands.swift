/// Commands, a line each; `⏎` stands for the end of a line in one.
enum Commands {
  static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
}

extension Commands {
  /// What the orchestrator may run.
  static let read = #"""
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
    git add content && git commit -m "$(cat <<'EOF'⏎docs: it's new⏎EOF⏎)"
    find . -type f | while IFS= read -r f; do echo "$f"; done
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
    """#
}
