/** The whole style sheet of a report; its hash is what the page's policy allows. */
export const reportStyle = `
:root { color-scheme: light dark; --fg: #1c1e21; --bg: #fff; --soft: #f3f4f6; --line: #d5d8dd; --dim: #5d6470; --red: #b3261e; --green: #146c2e; --yellow: #7a5900; --redbg: #fce8e6; --greenbg: #e6f4ea; --yellowbg: #fef3d6; }
@media (prefers-color-scheme: dark) { :root { --fg: #e6e8eb; --bg: #16181c; --soft: #1f2228; --line: #343943; --dim: #9aa3b2; --red: #ff8a80; --green: #7dd491; --yellow: #f2c55c; --redbg: #3b1d1b; --greenbg: #16301f; --yellowbg: #352a10; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--fg); background: var(--bg); margin: 0 auto; max-width: 75rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
code, pre, .source { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 13px; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
.dim { color: var(--dim); } .verdict { display: inline-block; padding: .1rem .6rem; border-radius: .3rem; font-weight: 700; }
.fail { color: var(--red); } .defer, .deferred { color: var(--yellow); } .pass, .passed, .caught { color: var(--green); } .none, .not-run { color: var(--dim); } .failed, .missed { color: var(--red); }
.verdict.pass { background: var(--greenbg); } .verdict.fail { background: var(--redbg); } .verdict.deferred { background: var(--yellowbg); }
.finding { border: 1px solid var(--line); border-left-width: .3rem; border-radius: .3rem; padding: .5rem .8rem; margin: .5rem 0; overflow-wrap: anywhere; }
.finding.fail { border-left-color: var(--red); } .finding.defer { border-left-color: var(--yellow); }
.finding p { margin: .2rem 0; color: var(--fg); white-space: pre-wrap; }
details { margin: .5rem 0; } summary { cursor: pointer; font-weight: 600; }
.source { display: table; width: 100%; border: 1px solid var(--line); border-radius: .3rem; overflow: auto; border-spacing: 0; }
.row { display: table-row; } .row > * { display: table-cell; padding: 0 .6rem; }
.number { color: var(--dim); text-align: right; width: 1%; user-select: none; text-decoration: none; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.row.covered .number { background: var(--greenbg); } .row.missed { background: var(--redbg); } .row.missed .number { color: var(--red); }
.row.note .text { background: var(--yellowbg); font-family: system-ui, sans-serif; } .row:target { outline: 2px solid var(--yellow); }
`;
