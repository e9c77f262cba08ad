// The blank sheets layouts write on, and how a letter writes people and places.

export const papers = { a4: [794, 1123], a5_paysage: [794, 559], livret: [794, 750], carte: [648, 408], portrait: [420, 540], ticket: [340, 760], ecran: [420, 900] };

// All pages of one paper, one after the other: the browser prints them, or takes the picture of each.
export function pages(f, paper, bodies, css = '') {
  const [w, h] = papers[paper], { style } = f;
  return `<!doctype html><meta charset="utf-8"><style>
@page{size:${w}px ${h}px;margin:0}*{box-sizing:border-box}html,body{margin:0}body{width:${w}px;font:${style.size}px/1.38 '${style.font}',sans-serif;color:${style.ink};-webkit-print-color-adjust:exact}
.sheet{position:relative;width:${w}px;height:${h}px;overflow:hidden;background:#fff;padding:${paper === 'a4' ? '50px 58px' : '20px 24px'};break-after:page}.sheet:last-child{break-after:auto}
h1{font-size:1.6em;line-height:1.15;margin:.2em 0}h2{font-size:1.2em;margin:.8em 0 .3em}h3{font-size:1.02em;margin:.6em 0 .2em}p{margin:.55em 0}table{border-collapse:collapse;width:100%}td,th{padding:4px 7px;text-align:left;vertical-align:top}
.b td,.b th{border:1px solid #777}.l td,.l th{border-bottom:1px solid #bbb}.r{text-align:right!important}.c{text-align:center!important}.s{font-size:.72em;color:#333}.xs{font-size:9px;color:#444;line-height:1.25}.box{border:1px solid #444;padding:9px 11px;margin:10px 0}
.two{display:flex;justify-content:space-between;gap:28px}.two>*{flex:1}.fold{margin-left:53%;margin-top:34px;min-height:86px}.band{background:${style.colour};color:#fff;padding:9px 14px}.tint{background:${style.tint}}.k{color:${style.colour}}.foot{position:absolute;left:58px;right:58px;bottom:28px}
.hand{font-family:'Dancing Script',cursive;font-size:1.35em}.logo{display:inline-block;width:54px;height:54px;border-radius:${style.round};background:${style.colour};color:#fff;font:bold 26px/54px '${style.font}';text-align:center;margin-right:12px}.stamp{display:inline-block;border:3px double #2a3b8f;color:#2a3b8f;border-radius:50%;padding:18px 14px;transform:rotate(-9deg);font-size:.8em;text-align:center}
.m{display:grid;grid-template-columns:1fr 1fr;gap:12px 26px}${css}</style>${bodies.map((b) => `<section class="sheet">${b}</section>`).join('')}`;
}

const bare = (text) => text.normalize('NFKD').replace(/[̀-ͯ]/g, '').replace(/ł/g, 'l').replace(/Ł/g, 'L').replace(/œ/g, 'oe').replace(/Œ/g, 'OE');
const short = (voie) => voie.replace(/^(\S+(?: bis| ter| B)?) /, '$1 ').toUpperCase().replace('AVENUE', 'AV').replace('BOULEVARD', 'BD').replace('ALLÉE', 'ALL').replace('IMPASSE', 'IMP').replace('CHEMIN', 'CHE').replace('GÉNÉRAL', 'GAL').replace('MARÉCHAL', 'MAL').replace(/[-']/g, ' ');

// Three lines of a letter's address; sorting machines like capitals without accents.
export const caps = (a, f) => `${f?.complement ? `${bare(f.complement.toUpperCase())}<br>` : ''}${bare(short(a.voie))}<br>${a.code_postal} ${bare(a.commune.toUpperCase()).replace(/[-']/g, ' ').replace(/^SAINT /, 'ST ').replace(/^SAINTE /, 'STE ')}`;
export const lines = (a, f) => `${f?.complement ? `${f.complement}<br>` : ''}${a.voie}<br>${a.code_postal} ${a.commune.toUpperCase()}`;
export const flat = (a) => `${a.voie}, ${a.code_postal} ${a.commune}`;
export const flatCaps = (a) => `${bare(short(a.voie))} ${a.code_postal} ${bare(a.commune.toUpperCase())}`;

export const upper = (text) => text.toUpperCase();
export const plain = (text) => bare(text).toUpperCase();
export const last = (p, f) => `${f.civilite} ${upper(p.nom)} ${p.prenom}`;
export const first = (p, f) => `${f.civilite} ${p.prenom} ${p.nom}`;
export const firstCaps = (p, f) => `${f.civilite} ${p.prenom} ${upper(p.nom)}`;
export const sorted = (p, f) => `${plain(f.civilite).replace('.', '')} ${plain(p.nom)} ${plain(p.prenom)}`;

export const money = (n) => n.toFixed(2).replace('.', ',').replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
export const spaced = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
// A bar of a chart, a fake picture, a filler: what fills real papers between their words.
export const bars = (values, colour) => `<svg width="250" height="74">${values.map((v, i) => `<rect x="${i * 20}" y="${74 - v}" width="14" height="${v}" fill="${colour}"/>`).join('')}</svg>`;
export const barcode = (digits) => `<svg width="190" height="34">${[...digits.repeat(6)].slice(0, 60).map((d, i) => `<rect x="${i * 3}" width="${1 + (Number(d) % 3) * 0.7}" height="34"/>`).join('')}</svg>`;
