/// More of the same: what once got through, or could not.
extension Commands {
  /// A worker's ordinary work.
  static let ordinaryToo = #"""
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
    """#

  /// What reaches beyond its worktree or its branch.
  static let reachOutToo = #"""
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
    """#
}
