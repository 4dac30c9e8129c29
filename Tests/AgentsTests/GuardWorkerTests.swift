import Agents
import Bytes
import Testing

@Suite("The guard and a worker's shell")
struct GuardWorkerTests {
  private static func lines(_ text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("ordinary work passes", arguments: lines(ordinary))
  func allows(_ command: String) {
    let refusal = Shop.refusal(.worker, command: command.replacing("⏎", with: "\n"))
    #expect(refusal == nil, "\(refusal?.text ?? "")")
  }

  private static let ordinary = #"""
    npm test
    npm install && npm run build
    npm ci --prefix web
    cargo build --release 2>&1 | tail -20
    swift test --filter x
    pytest -q tests/ | tee out.log
    make test
    make -C web build
    docker compose up -d
    docker run -v "$PWD":/app x
    python3 -c 'print(1)'
    python script.py > out.txt
    node -e 'console.log(1)'
    ./gradlew build
    git status
    git add -A
    git add src/auth.ts
    git commit -m "feat: sign in"
    git commit -am wip
    git commit --amend --no-edit
    git commit -m "$(cat <<'EOF'⏎feat: it's new⏎⏎Body (with parens) and "quotes"⏎EOF⏎)"
    git rebase develop
    git rebase -i develop
    git rebase origin/develop
    git rebase --continue
    git merge develop
    git merge origin/develop
    git fetch origin
    git fetch --all --prune
    git pull --rebase origin develop
    git push
    git push -u origin feature/user-auth
    git push origin HEAD
    git push --force-with-lease
    git push --force-with-lease origin feature/user-auth
    git push origin +feature/user-auth
    git push origin HEAD:feature/user-auth
    git push origin "$(git branch --show-current)"
    git reset --hard HEAD~1
    git reset --soft develop
    git checkout -- src/auth.ts
    git checkout src/auth.ts
    git checkout develop -- src/auth.ts
    git checkout feature/user-auth
    git checkout -b spike/user-auth
    git checkout --detach develop
    git switch -
    git restore .
    git restore --staged src/auth.ts
    git clean -fdx
    git stash
    git stash push -m wip
    git stash list
    git stash show -p stash@{0}
    git stash apply
    git stash && git rebase develop && git stash pop
    git branch
    git branch -D spike/one
    git branch backup
    git log --oneline develop..HEAD
    git diff develop...HEAD > changes.diff
    git diff --output=changes.diff
    git show HEAD:src/auth.ts
    git cherry-pick abc
    git revert HEAD
    git tag local-mark
    git bisect start
    git config user.email ada@example.org
    git config --get remote.origin.url
    git -c user.name=x commit -m x
    git -C . status
    git -C src add .
    git -C ../../../backend log
    git -C /home/ada/shop log -3
    git rm src/old.ts
    git mv a b
    git apply fix.patch
    git format-patch -o /tmp develop
    git submodule update --init
    git worktree list
    git clone https://example.org/x /tmp/x
    git clone https://example.org/x vendor/x
    cd /tmp/x && git checkout main && git commit -am x
    git -C /tmp/clone push origin HEAD
    git init fixtures/repo
    cat ../../../content/tasks/backend/user-auth.md
    cat /home/ada/shop/content/index.md
    ls ../../admin/dashboard
    grep -rn x /home/ada/shop/backend/src
    cp ../../../backend/.env .env
    cp -r /home/ada/shop/admin/src/a.ts src/
    diff src/a.ts ../../../backend/src/a.ts
    rm -rf node_modules dist
    rm -rf ./build/*
    rm *.log
    rm elsewhere
    rm -f src/../elsewhere
    mkdir -p src/new && touch src/new/a.ts
    mv src/a.ts src/b.ts
    chmod +x script.sh
    ln -s ../a b
    sed -i 's/a/b/' src/a.ts
    sed -i -e '/^x/d' -e 's#/usr#/opt#' src/a.ts
    sed -i '' 's/a/b/' src/a.ts
    perl -pi -e 's/a/b/' src/a.ts
    echo x > src/a.ts
    echo x >> /tmp/log
    echo x > "$TMPDIR/log"
    ls > /dev/null 2>&1
    ls 2>/dev/stderr
    find ../../../backend -name x | while read -r f; do cp "$f" src/; echo "$f" >> list; done
    git checkout -t origin/spike
    ln -s ../../../backend/node_modules node_modules && npm test && rm node_modules
    orchsite report backend user-auth -d 'x' --time 40m
    orchsite done backend/user-auth
    orchsite blocked "which of admin/dashboard?" --task backend/user-auth
    git config push.autoSetupRemote true
    sed 's/w /x/' a
    sed -n '/how /p' a
    sed 's/a/b/w out.txt' a
    awk '$1 > "x" {print > "out.txt"}' a
    find ../../../backend -name '*.ts' | xargs -I{} cp {} src/
    find ../../../backend/src -name x -exec cp {} src/ \;
    find ../../../backend -name x | xargs grep -l y
    find src | xargs rm
    tar xzf ../../../backend/a.tgz
    tar xf a.tar -C /tmp
    cat "$(git rev-parse --git-dir)/HEAD"
    git checkout -b feature-x && git switch -c spike
    zip -r out.zip src
    mktemp -d -p /tmp
    mktemp /tmp/xXXXX
    printf -v X '%s' ../../admin; echo $((X[0] + $Y)); let i++
    time -p npm test
    curl -sH 'Accept: /x' -d @body.json https://example.org
    echo x > /dev/stdout
    ls | tee /dev/fd/2
    cat > src/a.ts <<'EOF'⏎rm -rf ../../admin⏎EOF
    cat <<EOF > src/a.ts⏎$HOME⏎EOF
    tee src/a.ts < /dev/null
    dd if=/dev/zero of=blob bs=1 count=1
    find . -name '*.log' -delete
    find src -name '*.ts' -exec sed -i s/a/b/ {} +
    find ../../../content -name '*.md' | head
    ls | xargs rm
    xargs -n1 npm test < list
    for f in src/*.ts; do sed -i s/a/b/ "$f"; done
    for f in a b; do echo $f > "src/$f"; done
    tar xzf a.tgz -C vendor
    tar -czf /tmp/a.tgz -C ../../../backend src
    tar xf a.tar
    gzip -dc ../../../backend/x.gz > x
    unzip a.zip -d vendor
    curl -fsSLo vendor/x https://example.org/x
    curl -s https://example.org | jq .
    wget -O- https://example.org
    rsync -a ../../../backend/fixtures/ fixtures/
    scp a host:/tmp/b
    patch -p1 < fix.patch
    sort -o list list
    cd src && echo x > a.ts && cd .. && rm -rf dist
    cd ../../../backend && git log && cat package.json
    cd /tmp && mkdir x && rm -rf x
    cd "$DIR" && rm -rf build
    cd "$(git rev-parse --show-toplevel)" && npm test
    rm -rf "$BUILD"
    echo x > "$OUT"
    $RUNNER test
    sudo apt-get install -y jq
    env CI=1 npm test
    CI=1 npm test
    PATH=$PWD/node_modules/.bin:$PATH eslint .
    timeout 60 npm test
    nohup npm start > server.log 2>&1 &
    bash -c 'npm test'
    bash script.sh
    sh -c 'echo x > src/a'
    source .venv/bin/activate && pytest
    . ./env.sh
    eval "$(direnv hook bash)"
    export NODE_ENV=test; npm test
    if npm test; then echo ok; else echo no; fi
    while ! curl -s localhost:3000; do sleep 1; done
    kill %1
    ps aux | grep node
    orchsite report -d 'login endpoint' --time 40m
    orchsite report --file NOTES.md
    orchsite blocked "which currency?"
    orchsite done
    orchsite brief
    orchsite next; orchsite status; orchsite conflicts
    orchsite task show backend/user-auth
    orchsite task check backend/user-auth 1
    orchsite diff backend user-auth
    orchsite wait --timeout 1m
    orchsite invoice list
    orchsite --help
    orchsite trust --help
    gh pr create --fill
    gh pr view
    echo "orchsite trust"
    printf 'a\n' | tee -a notes.md
    mktemp -d
    rm -rf /tmp/build-x
    ssh host 'rm x'
    npx prettier --write src
    git log --format='%h %s' | head -3
    """#

  @Test("what reaches beyond its worktree or its branch does not", arguments: lines(refused))
  func refuses(_ command: String) {
    #expect(Shop.refusal(.worker, command: command.replacing("⏎", with: "\n")) != nil)
  }

  private static let refused = #"""
    cd ../../admin && rm -rf dashboard
    git push origin tag v1
    git checkout -t origin/develop
    find ../../admin -name x | while read -r f; do rm "$f"; done
    ln -s .. up; rm -rf up/x
    ln -sfn ../../../backend b && echo x > b/src/a.ts
    ln -s ../../../backend; rm -rf backend/src
    ln -s ../../../backend src; rm -rf src/backend/src
    git push origin :
    git push origin 'refs/heads/*:refs/heads/*'
    git push origin 'feature/*'
    git push --al
    git push --mir
    git push --ta
    git -c push.default=matching push
    git -c remote.origin.push=HEAD:develop push
    git config push.default matching
    git checkout -Bdevelop
    git checkout -fB develop
    git checkout -fBdevelop
    git switch -Cdevelop
    git switch --force-create=develop
    git switch --force-c develop
    git rebase --root develop
    git rebase HEAD~3 develop
    git branch -fq develop HEAD
    git branch --for develop HEAD
    git stash branch x
    git checkout-index -a --prefix=../../../backend/
    orchsite report backend other -d x
    orchsite report backend/other -d x
    orchsite blocked "which?" --task backend/other
    orchsite blocked --task=admin/dashboard "which?"
    orchsite done admin dashboard
    orchsite done -C ../../admin/dashboard
    cd ../../admin/dashboard && orchsite report -d x
    sed 'w ../../../backend/a' a
    sed -n 's/a/b/gw ../../../backend/a' a
    sed -n '5w /home/ada/x' a
    awk '{print > "../../../backend/a"}' a
    awk '{ print $1 >> "/home/ada/x" }' a
    find ../../admin -name x | xargs rm
    find ../../admin -name x -print0 | xargs -0 sed -i s/a/b/
    find ../../admin | grep x | xargs -I{} mv {} /tmp
    echo ../../admin/x | xargs rm -rf
    ls -d ../../admin/* | xargs -n1 sh -c 'rm "$1"' _
    printf '../../admin/x\n' | xargs tee
    find ../../admin -exec sh -c 'rm "$1"' _ {} \;
    find ../../admin -execdir rm x \;
    tar cfz ../../../backend/a.tgz src
    tar -czf../../../backend/a.tgz src
    tar xfC a.tar ../../../backend
    tar -xC../../../backend -f a.tar
    tar --cr --fi ../../../backend/a.tar src
    rm -rf "$(git rev-parse --git-common-dir)/worktrees"
    echo x > $(git rev-parse --git-dir)/hooks/pre-commit
    cd "$(git rev-parse --git-common-dir)/.." && rm -rf src
    D=$(git rev-parse --git-common-dir); cp hook $D/hooks/
    git -C "$(git rev-parse --git-common-dir)/.." commit -am x
    sed --i s/a/b/ ../../../backend/a
    sed --in-pl=.b s/a/b/ ../../../backend/a
    sort --ou=../../../backend/a a
    sort -uo../../../backend/a a
    cp -t../../../backend src/a.ts
    cp -rt../../../backend src/a.ts
    mv --targ=../../../backend src/a.ts
    mv --ta ../../../backend src/a.ts
    curl -o../../../backend/a https://example.org
    curl -sSLo../../../backend/a https://example.org
    curl -D ../../../backend/a https://example.org
    curl -sc ../../../backend/a https://example.org
    curl --trace ../../../backend/a https://example.org
    curl --dump-h=../../../backend/a https://example.org
    curl --cookie-jar ../../../backend/a https://example.org
    wget -o ../../../backend/a https://example.org
    zip -r ../../../backend/a.zip src
    script ../../../backend/a
    mktemp -p ../../../backend
    mktemp --tmpdir=../../../backend
    command time -o ../../../backend/a ls
    env -S'rm -rf ../../admin'
    env -iS 'rm -rf ../../admin'
    env --sp='rm -rf ../../admin'
    cd ../../admin; cd nowhere; rm -rf dashboard
    cd ../../admin; false && cd ../backend/user-auth; rm -rf dashboard
    F=a; ls && F=../../admin; cp b $F/x; F=../../admin; rm -rf $F
    echo x > /proc/self/cwd/../a
    cd ../../admin; rm -rf dashboard
    cd ..; rm -rf user-auth2
    (cd ../../admin && rm -rf dashboard)
    cd ../../admin || exit 1; rm -rf dashboard
    pushd ../../admin && rm -rf dashboard
    if cd ../../admin; then rm -rf dashboard; fi
    rm -rf ../../admin/dashboard
    rm -rf ../*
    rm -rf ../../*
    rm ../../../back*
    rm -rf ../{a,b}
    rm -rf {../../admin,x}/dashboard
    rm -rf /home/ada/shop/backend
    rm -rf /home/ada/shop/backend/
    rm -rf /home/ada/shop/./backend/../backend
    rm -rf ~/shop/backend
    rm -rf $HOME/shop/backend
    rm -rf "$HOME"/shop/backend
    rm -rf ~
    rm -rf /
    rm -rf ../../..
    rm elsewhere/a.ts
    rm -rf elsewhere/
    echo x > elsewhere/a.ts
    rm .git
    rm -rf .git*
    rm ../../../.git/config
    echo x > ../../../backend/src/a.ts
    echo x >> ../../../content/tasks/backend/user-auth.md
    echo x > /home/ada/shop/content/updates/backend/user-auth/new.md
    echo x >| ../../../backend/a
    echo x &> ../../../backend/a
    ls 2> ../../../backend/a
    echo x > /etc/hosts
    echo x > ~/.bashrc
    echo x > $PWD/../dashboard/a
    echo x > ../dash*/a
    cat > ../../../backend/a <<'EOF'⏎x⏎EOF
    { echo x; } > ../../../backend/a
    ls | tee ../../../backend/a
    ls | tee -a src/a ../../../backend/a
    sed -i s/a/b/ ../../../backend/a
    sed -i -e s/a/b/ ../../../backend/a
    sed -Ei 's/a/b/' ../../../backend/a
    perl -pi -e 's/a/b/' ../../../backend/a
    cp src/a.ts ../../../backend/src/a.ts
    cp -t ../../../backend src/a.ts
    cp --target-directory=../../../backend src/a.ts
    mv ../../../backend/a .
    mv a ../../../backend/a
    ln -s /tmp/x ../../../backend/x
    mkdir ../other
    touch ../../../backend/a
    truncate -s 0 ../../../backend/a
    chmod 600 ../../../backend/a
    dd if=a of=../../../backend/a
    install a ../../../backend/a
    rsync -a src/ ../../../backend/src/
    tar xf a.tar -C ../../../backend
    tar cf ../../../backend/a.tar src
    unzip a.zip -d ../../../backend
    curl -o ../../../backend/a https://example.org
    curl -fsSLo ../../../backend/a https://example.org
    wget -P ../../../backend https://example.org
    patch -d ../../../backend -p1 < a
    patch ../../../backend/a a.patch
    sort -o ../../../backend/a a
    find ../../admin -delete
    find ../../admin -name x -exec rm {} \;
    find ../../admin -type f -exec sed -i s/a/b/ {} +
    ls ../../admin | xargs -I{} rm ../../admin/{}
    xargs rm -rf ../../admin/x
    for d in ../../admin/*; do rm -rf "$d"; done
    for d in backend admin; do rm -rf /home/ada/shop/$d; done
    F=../../../backend/a; echo x > $F
    F=../../../backend; rm -rf "$F/src"
    D=../../admin; cd $D && rm -rf dashboard
    f() { rm -rf "$1"; }; f ../../admin
    bash -c 'rm -rf ../../admin'
    sh -c "cd ../../admin && rm -rf x"
    bash <<'EOF'⏎rm -rf ../../admin⏎EOF
    eval "rm -rf ../../admin"
    env A=b rm -rf ../../admin
    A=b rm -rf ../../admin
    env -C ../../admin rm -rf x
    command rm -rf ../../admin
    exec rm -rf ../../admin
    /bin/rm -rf ../../admin
    \rm -rf ../../admin
    sudo rm -rf ../../admin
    nohup rm -rf ../../admin &
    timeout 5 rm -rf ../../admin
    time rm -rf ../../admin
    ! rm -rf ../../admin
    echo $(rm -rf ../../admin)
    echo "$(rm -rf ../../admin)"
    echo `rm -rf ../../admin`
    cat <(rm -rf ../../admin)
    cat <<EOF⏎$(rm -rf ../../admin)⏎EOF
    trap 'rm -rf ../../admin' EXIT
    while true; do rm -rf ../../admin; done
    true && rm -rf ../../admin
    true | rm -rf ../../admin
    true & rm -rf ../../admin
    apply_patch <<'EOF'⏎*** Begin Patch⏎*** Update File: ../../../backend/a⏎@@⏎-a⏎+b⏎*** End Patch⏎EOF
    git -C ../../../backend commit -am x
    git -C /home/ada/shop/backend checkout feature/x
    git -C ../../../backend reset --hard
    git -C ../../../backend stash
    git -C ../../../backend clean -fdx
    git -C ../../../backend restore .
    git -C ../dashboard commit -am x
    git -C /home/ada/shop commit -am x
    git -C ~/other commit -am x
    cd ../../../backend && git commit -am x
    cd ../../../backend && git checkout -- .
    git --git-dir=../../../backend/.git commit -m x
    git --work-tree=../../../backend checkout -- .
    git --work-tree ../../admin/dashboard clean -fd
    GIT_DIR=/home/ada/shop/admin/.git git commit -m x
    GIT_WORK_TREE=../../../backend git checkout -- .
    export GIT_DIR=/home/ada/shop/admin/.git; git commit -m x
    git push origin develop
    git push origin HEAD:develop
    git push origin feature/user-auth:develop
    git push origin feature/user-auth:refs/heads/main
    git push origin +HEAD:develop
    git push -f origin develop
    git push --force origin main
    git push origin master
    git push origin HEAD:next
    git push origin HEAD:release/1.0
    git push --all
    git push --mirror origin
    git push --tags
    git push origin :develop
    git push origin --delete develop
    git push -d origin feature/other
    git push origin HEAD:feature/other
    git push -f origin feature/other
    git push -f origin HEAD:spike
    git checkout develop
    git checkout main
    git switch develop
    git switch feature/other
    git checkout feature/other
    git checkout -B develop
    git switch -C main
    git branch -f develop HEAD
    git branch -M develop
    git branch -D develop
    git branch -D feature/other
    git branch --force develop HEAD
    git update-ref refs/heads/develop HEAD
    git update-ref -d refs/heads/x
    git symbolic-ref HEAD refs/heads/develop
    git fetch origin develop:develop
    git fetch . HEAD:develop
    git pull origin feature/user-auth:develop
    git rebase feature/user-auth develop
    git rebase -x 'rm -rf ../../admin' develop
    git worktree add ../x
    git worktree remove ../dashboard
    git worktree remove --force ../dashboard
    git worktree prune
    git worktree move ../dashboard ../x
    git stash clear
    git stash drop
    git stash drop stash@{1}
    git stash pop
    git stash pop stash@{1}
    git config core.hooksPath /dev/null
    git config alias.x '!rm'
    git config --global user.name x
    git config --unset core.bare
    git -c alias.x='!rm -rf ../../admin' x
    git remote set-url origin x
    git remote remove origin
    git tag -d v1
    git tag -f v1
    git prune
    git gc --prune=now
    git reflog expire --expire=now --all
    git filter-branch --all
    git flow feature finish user-auth
    git checkout -- ../../../backend/a
    git restore ../dashboard/a
    git clean -fd ../dashboard
    git diff --output=../../../backend/a
    git format-patch -o ../../../backend develop
    git archive -o ../../../backend/a.tar HEAD
    git clone . ../other
    git init ../other
    orchsite trust
    orchsite trust --yes
    orchsite init
    orchsite task new backend x
    orchsite task move backend/user-auth done
    orchsite task set backend/user-auth priority=low
    orchsite task unblock backend/user-auth x
    orchsite task accept backend/user-auth
    orchsite feature finish backend user-auth
    orchsite release start backend
    orchsite worker start backend x
    orchsite worker clean backend user-auth
    orchsite sync
    orchsite run test
    orchsite build
    orchsite invoice issue x
    orchsite decision new x
    orchsite -C ../../.. trust
    orchsite --home=/home/ada/shop feature finish backend user-auth
    /usr/local/bin/orchsite trust
    yes | orchsite trust
    orchsite-notion apply
    make -C ../../.. feature-finish REPO=backend TASK=user-auth
    cd ../../.. && make release-start REPO=backend
    gh pr merge 12
    gh release create v1
    echo 'unclosed
    echo "$(unclosed"
    """#

  @Test("a worker whose worktree nobody knows writes nowhere")
  func lost() throws {
    var places = Shop.places(.worker)
    places.worktree = nil
    let agent = try #require(Agent(named: "claude"))
    func allows(_ command: String) -> Bool {
      let tool = AgentEvent.ToolUse(name: "Bash", input: Shop.object(["command": command]))
      return (try? Guard(.worker, places: places, powers: []).judge(tool, in: Shop.home, of: agent)) != nil
    }
    #expect(allows("ls; git log; cat content/index.md; echo x > /tmp/x"))
    #expect(!allows("echo x > backend/a"))
    #expect(!allows("echo x > .worktrees/backend/user-auth/a"))
    #expect(!allows("git commit -am x"))
  }

  @Test("what is refused, why, and what to do instead")
  func texts() throws {
    let other = try #require(Shop.refusal(.worker, command: "rm -rf ../../admin/dashboard"))
    #expect(
      other.text == """
        orchsite guard: refused: writing .worktrees/admin/dashboard
        it lies in the worktree of another task
        instead: work in /home/ada/shop/.worktrees/backend/user-auth; orchsite blocked "…" asks for the change

        """)
    let base = try #require(Shop.refusal(.worker, command: "git push --force origin develop"))
    #expect(
      base.text == """
        orchsite guard: refused: git push --force origin develop
        develop is a branch that others come home to, and moves by orchsite feature finish only
        instead: stay on feature/user-auth; orchsite done says that it is ready to merge

        """)
    let open = try #require(Shop.refusal(.worker, command: "echo \"x"))
    #expect(open.why == "the command cannot be read: a \" is not closed")
  }
}
