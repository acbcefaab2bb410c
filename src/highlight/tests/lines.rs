//! Exact tokens of the languages that read themselves.

use super::expect;

#[test]
fn tokens_of_shell_words() {
    let code = r#"#!/bin/sh
TARGET="${1:-public}/x" LC_ALL=C sort -n --key=2 <in.txt >"$out" 2>&1 # comment
for file in *.md; do if [[ -f $file && ! -d "$(dirname $file)" ]]; then count=$((count + 1)); fi; done
"#;
    expect(
        "sh",
        code,
        r#"
        c:#!/bin/sh v:TARGET o:= s:" v:${1 o::- s:public v:} s:/x" v:LC_ALL o:= s:C f:sort a:-n␣--key o:< o:>
        s:" v:$out s:" n:2 o:>& n:1 c:#␣comment k:for k:in o:; k:do␣if␣[[ a:-f v:$file o:&&␣! a:-d s:" p:$(
        f:dirname v:$file p:) s:" k:]] o:; k:then v:count o:= p:$(( v:count o:+ n:1 p:)) o:; k:fi o:; k:done
        "#,
    );
}

#[test]
fn tokens_of_shell_case() {
    let code = r#"case "$1" in
  start|stop) systemctl "$1" ;;
  *) fail 'no' ;;
esac
fail() { local name=$1 list=(a b); echo $'a\n' "x \"$@\"" `date +%F`; return 1; }
"#;
    expect(
        "sh",
        code,
        r#"
        k:case s:" v:$1 s:" k:in o:| p:) f:systemctl s:" v:$1 s:" o:;; p:) f:fail s:'no' o:;; k:esac f:fail
        p:()␣{ k:local v:name o:= v:$1␣list o:= p:( p:) o:; f:echo s:$'a e:\n s:'␣"x e:\" v:$@ e:\" s:" p:`
        f:date p:` o:; k:return o:; p:}
        "#,
    );
}

#[test]
fn tokens_of_shell_loops() {
    let code = r#"case $a in
  *) # any
    for b in "${c##*/}" ${d[1]:-x/y}; do
      [ $e -eq 0 ] && break
    done ;;
esac
"#;
    expect(
        "sh",
        code,
        r#"
        k:case v:$a k:in p:) c:#␣any k:for k:in s:" v:${c o:## s:*/ v:} s:" v:${d[1] o::- s:x/y v:} o:;
        k:do⏎␣␣␣␣␣␣[ v:$e a:-eq k:] o:&& k:break⏎␣␣␣␣done o:;; k:esac
        "#,
    );
}

#[test]
fn tokens_of_shell_functions() {
    let code = r#"function greet { for ((i = 0; i < 3; i++)); do printf '%s' "$i"; done }
make CC=gcc \
  all && greet <<<"$x"
"#;
    expect(
        "sh",
        code,
        r#"
        k:function f:greet p:{ k:for p:(( v:i o:= n:0 p:; v:i o:< n:3 p:; v:i o:++ p:)) o:; k:do f:printf
        s:'%s'␣" v:$i s:" o:; k:done p:} f:make p:\ o:&& f:greet o:<<< s:" v:$x s:"
        "#,
    );
}

#[test]
fn tokens_of_shell_heredoc() {
    let code = r#"cat <<EOF | tee x
The $total of ${name} for $ 5
EOF
cat <<-'END'
	no $name
	END
echo done
"#;
    expect(
        "sh",
        code,
        r#"
        f:cat o:<< k:EOF o:| f:tee s:The v:$total s:of v:${name} s:for␣$␣5 k:EOF f:cat o:<<- k:'END' s:no␣$name
        k:END f:echo
        "#,
    );
}

#[test]
fn tokens_of_console() {
    let code = r#"$ cargo build --release
   Compiling guide v0.1.0
$ for name in *.md; do
>   echo "$name"
> done
index # no comment
user@host:~/guide$ ls -l
# not a prompt
$ echo a \
  b
"#;
    expect(
        "console",
        code,
        r#"
        p:$ f:cargo a:--release p:$ k:for k:in o:; k:do p:> f:echo s:" v:$name s:" p:> k:done
        p:user@host:~/guide$ f:ls a:-l p:$ f:echo p:\
        "#,
    );
}

#[test]
fn tokens_of_console_root() {
    let code = r#"# systemctl restart guide
done
PS C:\> dir
"#;
    expect(
        "console",
        code,
        r#"
        p:# f:systemctl p:PS␣C:\> f:dir
        "#,
    );
}

#[test]
fn tokens_of_console_without_prompt() {
    let code = r#"# Build it
cargo build
"#;
    expect(
        "console",
        code,
        r#"
        c:#␣Build␣it f:cargo
        "#,
    );
}

#[test]
fn tokens_of_toml() {
    let code = r#"# Settings
[book]
title = "A \u00e9" # name
site.url = 'x\n'
opened = 2026-11-28T10:00:00Z
[[planner.record]]
"quoted key" = { on = true, list = [1_000, -1.5e-3, "a"], inf = inf }
text = """
Dear "program",
[no table]"""
"#;
    expect(
        "toml",
        code,
        r#"
        c:#␣Settings p:[ t:book p:] r:title o:= s:"A e:\u00e9 s:" c:#␣name r:site p:. r:url o:= s:'x\n' r:opened
        o:= n:2026-11-28T10:00:00Z p:[[ t:planner p:. t:record p:]] r:"quoted␣key" o:= p:{ r:on o:= b:true p:,
        r:list o:= p:[ n:1_000 p:, n:-1.5e-3 p:, s:"a" p:], r:inf o:= n:inf p:} r:text o:=
        s:"""⏎Dear␣"program",⏎[no␣table]"""
        "#,
    );
}

#[test]
fn tokens_of_yaml() {
    let code = r#"# Comment
on: &anchor
  push: [main, "a/**", 12]
  run: |
    echo: no key
    # no comment

  next: true # yes
- name: 'it''s' 
  day: 2026-11-28
  <<: *anchor
  url: https://example.org/#top
---
text: !!str ~
"quoted key": "a\n"
"#;
    expect(
        "yaml",
        code,
        r#"
        c:#␣Comment r:on p:: v:&anchor r:push p::␣[ s:main p:, s:"a/**" p:, n:12 p:] r:run p:: k:|
        s:echo:␣no␣key⏎␣␣␣␣#␣no␣comment r:next p:: b:true c:#␣yes p:- r:name p:: s:'it e:'' s:s' r:day p::
        n:2026-11-28 r:<< p:: v:*anchor r:url p:: s:https://example.org/#top p:--- r:text p:: t:!!str b:~
        r:"quoted␣key" p:: s:"a e:\n s:"
        "#,
    );
}

#[test]
fn tokens_of_html() {
    let code = r#"<!doctype html>
<!-- Note -->
<a class="x y" href='?a&amp;b' data-id=12 hidden>5 < 6 &#8212; R&D</a>
<script type="module">const a = "</b>";</script>
<style>main { color: red }</style><br/>
"#;
    expect(
        "html",
        code,
        r#"
        m:<!doctype␣html> c:<!--␣Note␣--> p:< g:a a:class p:= s:"x␣y" a:href p:= s:'?a b:&amp; s:b' a:data-id
        p:= s:12 a:hidden p:> b:&#8212; p:</ g:a p:>⏎< g:script a:type p:= s:"module" p:> k:const o:= s:"</b>"
        p:;</ g:script p:>⏎< g:style p:> g:main p:{ r:color p:: p:}</ g:style p:>< g:br p:/>
        "#,
    );
}

#[test]
fn tokens_of_xml() {
    let code = r#"<?xml version="1.0"?>
<svg:rect width="1"><![CDATA[ <a> ]]></svg:rect>
"#;
    expect(
        "xml",
        code,
        r#"
        m:<?xml␣version="1.0"?> p:< g:svg:rect a:width p:= s:"1" p:><![CDATA[ s:<a> p:]]></ g:svg:rect p:>
        "#,
    );
}

#[test]
fn tokens_of_css() {
    let code = r#"@media (min-width: 40em) and screen { .card:hover > a[href^="x"], #id::before { margin: 0 auto calc(100% - var(--x)) !important; } }
:root { --accent: #1c58a0; background: url(a;b.png) no-repeat; /* end */ content: "\201c"; }
main { &:hover { color: red } transition: color .2s }
"#;
    expect(
        "css",
        code,
        r#"
        k:@media p:( r:min-width p:: n:40em p:) o:and p:{ a:.card k::hover o:> g:a p:[ a:href o:^= s:"x" p:],
        a:#id k:::before p:{ r:margin p:: n:0 f:calc p:( n:100% o:- f:var p:( t:--x p:)) k:!important p:;␣}␣}
        k::root p:{ r:--accent p:: b:#1c58a0 p:; r:background p:: f:url p:( s:a;b.png p:) p:; c:/*␣end␣*/
        r:content p:: s:" e:\201c s:" p:;␣} g:main p:{ g:& k::hover p:{ r:color p:: p:} r:transition p:: n:.2s
        p:}
        "#,
    );
}

#[test]
fn tokens_of_markdown() {
    let code = r#"---
title: Home
---
# The guide

Some *soft* `code` and [link](page.md "Title") snake_case_word \* <b>x</b> <https://example.org> &amp; ![i](a.png)

> - [x] one
12. two

```rust
let a = 1;
```

| a | b |
| --- | ---: |

::: tip title
[ref]: https://example.org "T"
"#;
    expect(
        "markdown",
        code,
        r#"
        p:--- r:title p:: s:Home p:---⏎# h:The␣guide p:* p:*␣` s:code p:` p:[ p:]( l:page.md s:"Title" p:) e:\*
        p:< g:b p:> p:</ g:b p:>␣< l:https://example.org p:> b:&amp; p:![ p:]( l:a.png p:)⏎⏎>␣- b:[x] p:12.
        p:``` b:rust k:let o:= n:1 p:;⏎```⏎⏎| p:| p:|⏎|␣---␣|␣---:␣|⏎⏎::: k:tip p:[ t:ref p:]:
        l:https://example.org s:"T"
        "#,
    );
}

#[test]
fn tokens_of_diff() {
    let code = r#"diff --git a/x b/x
--- a/x
+++ b/x
@@ -1,2 +1,2 @@ fn main()
 same
--- a line of SQL
+new
\ No newline at end of file
"#;
    expect(
        "diff",
        code,
        r#"
        h:diff␣--git␣a/x␣b/x⏎---␣a/x⏎+++␣b/x k:@@␣-1,2␣+1,2␣@@ h:fn␣main() d:---␣a␣line␣of␣SQL i:+new
        c:\␣No␣newline␣at␣end␣of␣file
        "#,
    );
}
