//! Exact tokens of the languages that are tables.

use super::expect;

#[test]
fn tokens_of_rust() {
    let code = r#"use std::{collections::HashMap, fmt};
#[derive(Debug, Clone)]
pub struct Window<'a, T: fmt::Display + 'static> { name: &'a str, days: Vec<T> }
"#;
    expect(
        "rust",
        code,
        r#"
        k:use p:::{ p::: t:HashMap p:, p:};⏎#[ a:derive p:( a:Debug p:, a:Clone p:)] k:pub␣struct t:Window p:<
        k:'a p:, t:T p:: p::: t:Display o:+ k:'static p:>␣{ p:: o:& k:'a t:str p:, p:: t:Vec p:< t:T p:>␣}
        "#,
    );
}

#[test]
fn tokens_of_rust_code() {
    let code = r#"pub async fn open(&mut self, at: u64) -> Result<Option<f64>, Error> {
    'outer: for day in 0..=9 {
        if let Some(x) = LOOKUP.get(&day) && at != 0x1F_u8 { println!("{day:>3}: {}\n", 1.5e-3); break 'outer; }
    }
    read::<u8>('\'', 'a', b'\x00')?.await
}
"#;
    expect(
        "rust",
        code,
        r#"
        k:pub␣async␣fn f:open p:( o:& k:mut␣self p:, p:: t:u64 p:)␣-> t:Result p:< t:Option p:< t:f64 p:>,
        t:Error p:>␣{ k:'outer p:: k:for k:in n:0 o:..= n:9 p:{ k:if␣let t:Some p:( p:) o:= b:LOOKUP p:. f:get
        p:( o:& p:) o:&& o:!= n:0x1F_u8 p:{ m:println! p:( s:" e:{day:>3} s:: e:{}\n s:" p:, n:1.5e-3 p:);
        k:break␣'outer p:;␣}⏎␣␣␣␣} f:read p:::< t:u8 p:>( s:' e:\' s:' p:, s:'a' p:, s:b' e:\x00 s:' p:)?.
        k:await p:}
        "#,
    );
}

#[test]
fn tokens_of_rust_strings() {
    let code = r##"let a = r#"raw "text" \n"#; let b = br"x"; let c = "\u{e9} {{plain}} { }"; let d = r#type;
"##;
    expect(
        "rust",
        code,
        r##"
        k:let o:= s:r#"raw␣"text"␣\n"# p:; k:let o:= s:br"x" p:; k:let o:= s:" e:\u{e9} s:{{plain}}␣{␣}" p:;
        k:let o:= p:;
        "##,
    );
}

#[test]
fn tokens_of_rust_comments() {
    let code = r#"//! Doc
/* one /* nested */ still */ fn größe() {}
macro_rules! window { ($name:expr) => { vec![$name] }; }
"#;
    expect(
        "rust",
        code,
        r#"
        c://!␣Doc⏎/*␣one␣/*␣nested␣*/␣still␣*/ k:fn f:größe p:()␣{} m:macro_rules!␣window p:{␣( v:$name p:: p:)
        o:=> p:{ m:vec! p:[ v:$name p:]␣};␣}
        "#,
    );
}

#[test]
fn tokens_of_javascript() {
    let code = r#"import { readFile as read } from "node:fs";
export default class List extends Base { static #count = 10n; get size() { return this.#count / 2; } }
const pattern = /^[a-z/]+\/$/giu, half = count / 2 / 3;
"#;
    expect(
        "js",
        code,
        r#"
        k:import p:{ k:as p:} k:from s:"node:fs" p:; k:export␣default␣class t:List k:extends t:Base p:{ k:static
        o:= n:10n p:; k:get f:size p:()␣{ k:return␣this p:. o:/ n:2 p:;␣}␣} k:const o:= s:/^[a-z/]+\/$/ k:giu
        p:, o:= o:/ n:2 o:/ n:3 p:;
        "#,
    );
}

#[test]
fn tokens_of_javascript_templates() {
    let code = r#"const text = `a ${b ? `in ${{ c: 1 }.c} ner` : "no"} \n`; for (const item of items) await item?.send(...rest);
"#;
    expect(
        "js",
        code,
        r#"
        k:const o:= s:`a p:${ o:? s:`in p:${{ r:c p:: n:1 p:}. p:} s:ner` p:: s:"no" p:} e:\n s:` p:; k:for p:(
        k:const k:of p:) k:await p:?. f:send p:( o:... p:);
        "#,
    );
}

#[test]
fn tokens_of_javascript_keys() {
    let code = r#"return { kind: "item", class: null, "quoted": x ? y : NaN };
switch (a) { case b: break; default: delete c.default; }
"#;
    expect(
        "js",
        code,
        r#"
        k:return p:{ r:kind p:: s:"item" p:, r:class p:: b:null p:, s:"quoted" p:: o:? p:: b:NaN p:}; k:switch
        p:( p:)␣{ k:case p:: k:break p:; k:default p:: k:delete p:. p:;␣}
        "#,
    );
}

#[test]
fn tokens_of_javascript_tags() {
    let code = r#"return <section className="card" onClick={() => open(!x)}><h2>{title} &amp;</h2><br/></section>;
const less = a <b;
"#;
    expect(
        "jsx",
        code,
        r#"
        k:return p:< g:section a:className o:= s:"card" a:onClick o:= p:{() o:=> f:open p:( o:! p:)}>< g:h2 p:>{
        p:} p:</ g:h2 p:>< g:br p:/></ g:section p:>; k:const o:= o:< p:;
        "#,
    );
}

#[test]
fn tokens_of_typescript_tags() {
    let code = r#"const first = <T,>(items: T[]) => <List of={items}>{items.length} it's</List>;
const second = <T extends object>(a: T) => <>{a}</>;
"#;
    expect(
        "tsx",
        code,
        r#"
        k:const o:= p:< t:T p:,>( p:: t:T p:[]) o:=> p:< g:List a:of o:= p:{ p:}>{ p:. p:} p:</ g:List p:>;
        k:const o:= p:< t:T k:extends t:object p:>( p:: t:T p:) o:=> p:<>{ p:}</>;
        "#,
    );
}

#[test]
fn tokens_of_typescript() {
    let code = r#"export interface Item<T = string> { readonly id: number; title?: string; children: Item<T>[] }
@sealed abstract class List { find(test: (item: T) => boolean): Promise<T | undefined> { return useState<string>(x as unknown as T); } }
declare const type: Kind; type = 3;
"#;
    expect(
        "ts",
        code,
        r#"
        k:export␣interface t:Item p:< t:T o:= t:string p:>␣{ k:readonly r:id p:: t:number p:; r:title o:? p::
        t:string p:; r:children p:: t:Item p:< t:T p:>[]␣} a:@sealed k:abstract␣class t:List p:{ f:find p:(
        p::␣( p:: t:T p:) o:=> t:boolean p:): t:Promise p:< t:T o:| b:undefined p:>␣{ k:return f:useState p:<
        t:string p:>( k:as t:unknown k:as t:T p:);␣}␣} k:declare␣const p:: t:Kind p:; o:= n:3 p:;
        "#,
    );
}

#[test]
fn tokens_of_python() {
    let code = r#"@dataclass(frozen=True)
class Program(Base):
    """One program."""
    async def invite(self, *people: Person) -> None:
        return f"{self.name!r} has {places:>3} {{x}}\n" % r"\d+"
"#;
    expect(
        "python",
        code,
        r#"
        a:@dataclass p:( o:= b:True p:) k:class t:Program p:( t:Base p:): c:"""One␣program.""" k:async␣def
        f:invite p:( v:self p:, o:* p:: t:Person p:)␣-> b:None p:: k:return s:f" p:{ v:self p:. e:!r p:} s:has
        p:{ e::>3 p:} s:{{x}} e:\n s:" o:% s:r"\d+"
        "#,
    );
}

#[test]
fn tokens_of_python_imports() {
    let code = r#"from . import a as b
from ..c import (d, e)
"#;
    expect(
        "python",
        code,
        r#"
        k:from p:. k:import k:as k:from o:.. k:import p:( p:, p:)
        "#,
    );
}

#[test]
fn tokens_of_python_words() {
    let code = r#"match total:
    case [0, x]: raise ValueError("no %d" % 0x1F, b'\x00')
match = re.match(type, 1_000.5e-3j) if x is not y else lambda: None
"#;
    expect(
        "python",
        code,
        r#"
        k:match p:: k:case p:[ n:0 p:, p:]: k:raise t:ValueError p:( s:"no e:%d s:" o:% n:0x1F p:, s:b' e:\x00
        s:' p:) o:= p:. f:match p:( p:, n:1_000.5e-3j p:) k:if k:is␣not k:else␣lambda p:: b:None
        "#,
    );
}

#[test]
fn tokens_of_c() {
    let code = r#"#include <stdio.h>
#define SHOW(x) printf("%5.2f\n", (x)) // for tests
typedef struct window { const char *name; size_t at; } window_t;
int main(void) { char end = '\0'; return a->from > 10UL ? NULL : 1.5e-3f; }
"#;
    expect(
        "c",
        code,
        r#"
        m:#include s:<stdio.h> m:#define f:SHOW p:( p:) f:printf p:( s:" e:%5.2f\n s:" p:,␣( p:)) c://␣for␣tests
        k:typedef␣struct t:window p:{ k:const␣char o:* p:; t:size_t p:;␣} t:window_t p:; k:int f:main p:( k:void
        p:)␣{ k:char o:= s:' e:\0 s:' p:; k:return p:-> o:> n:10UL o:? b:NULL p:: n:1.5e-3f p:;␣}
        "#,
    );
}

#[test]
fn tokens_of_c_left_out() {
    let code = r#"#if 0
  int left; /* out
#ifdef X
#endif
#elif defined(X)
int a;
#endif
"#;
    expect(
        "c",
        code,
        r#"
        m:#if n:0 c:int␣left;␣/*␣out⏎#ifdef␣X⏎#endif m:#elif␣defined p:( t:X p:) k:int p:; m:#endif
        "#,
    );
}

#[test]
fn tokens_of_cpp() {
    let code = r#"template <typename T> class List final : public Base<T> { [[nodiscard]] auto size() const -> std::size_t; };
auto raw = R"x(a "b" )" )x"; auto *p = new std::vector<int>(1'000'000); static_cast<int>(a < b);
"#;
    expect(
        "cpp",
        code,
        r#"
        k:template p:< k:typename t:T p:> k:class t:List k:final p:: k:public t:Base p:< t:T p:>␣{␣[[
        a:nodiscard p:]] k:auto f:size p:() k:const p:-> p::: t:size_t p:;␣}; k:auto o:= s:R"x(a␣"b"␣)"␣)x" p:;
        k:auto o:* o:= k:new p::: f:vector p:< k:int p:>( n:1'000'000 p:); k:static_cast p:< k:int p:>( o:< p:);
        "#,
    );
}

#[test]
fn tokens_of_java() {
    let code = r#"@Override public record Program(String name) implements Comparable<Program> {
    private static final long LIMIT = 0x1FL; // sorted
    List<? super T> all() { yield new Program("a\n", '\''); }
    String text = """
        Dear "program"
        """;
}
"#;
    expect(
        "java",
        code,
        r#"
        a:@Override k:public␣record t:Program p:( t:String p:) k:implements t:Comparable p:< t:Program p:>␣{
        k:private␣static␣final␣long b:LIMIT o:= n:0x1FL p:; c://␣sorted t:List p:< o:? k:super t:T p:> f:all
        p:()␣{ k:yield␣new t:Program p:( s:"a e:\n s:" p:, s:' e:\' s:' p:);␣} t:String o:=
        s:"""⏎␣␣␣␣␣␣␣␣Dear␣"program"⏎␣␣␣␣␣␣␣␣""" p:;⏎}
        "#,
    );
}

#[test]
fn tokens_of_go() {
    let code = r#"type Window struct { Name string `json:"name"` }
func (w *Window) Days(ctx context.Context, extra ...int) error {
	days := make(map[string][]int, 0x1F)
	return fmt.Errorf("window %q\n", w.Name, '\'', nil)
}
"#;
    expect(
        "go",
        code,
        r#"
        k:type t:Window k:struct p:{ t:Name␣string s:`json:"name"` p:} k:func p:( o:* t:Window p:) f:Days p:(
        p:. t:Context p:, o:... t:int p:) t:error p:{ o::= f:make p:( k:map p:[ t:string p:][] t:int p:, n:0x1F
        p:) k:return p:. f:Errorf p:( s:"window e:%q\n s:" p:, p:. p:, s:' e:\' s:' p:, b:nil p:)⏎}
        "#,
    );
}

#[test]
fn tokens_of_sql() {
    let code = r#"-- Programs
select p.name, COUNT(*) From program p where name = 'St. John''s' AND share >= 1.5 /* all */ or x is NULL;
create table t (id integer primary key, "note" VARCHAR(80));
"#;
    expect(
        "sql",
        code,
        r#"
        c:--␣Programs k:select p:. p:, f:COUNT p:( o:* p:) k:From k:where o:= s:'St.␣John e:'' s:s' k:AND o:>=
        n:1.5 c:/*␣all␣*/ k:or k:is b:NULL p:; k:create␣table p:( t:integer k:primary␣key p:, s:"note" t:VARCHAR
        p:( n:80 p:));
        "#,
    );
}

#[test]
fn tokens_of_json() {
    let code = r#"{ "name": "a\n\u00e9", "list": [-1.5e-3, true, null, "b"], // comment
  bare: 'single', "nested" : {} }
"#;
    expect(
        "json",
        code,
        r#"
        p:{ r:"name" p:: s:"a e:\n\u00e9 s:" p:, r:"list" p::␣[ n:-1.5e-3 p:, b:true p:, b:null p:, s:"b" p:],
        c://␣comment r:bare p:: s:'single' p:, r:"nested" p::␣{}␣}
        "#,
    );
}
