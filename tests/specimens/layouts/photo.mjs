// Identity photographs: invented faces of a few flat shapes before a plain wall, and pictures that are no portrait.
const shade = ['#f2d6c0', '#d9a98a', '#a5714f', '#6f4630', '#edc7a9'];
const hair = ['#2b1d14', '#5a3a1e', '#111', '#b98a4a', '#7a2f1a'];
const coat = ['#33527a', '#7a3340', '#2f6b4a', '#555', '#8a6a2a'];
const svg = (w, h, body) => `<svg viewBox="0 0 420 540" preserveAspectRatio="xMidYMid slice" style="position:absolute;left:0;top:0;width:${w}px;height:${h}px">${body}</svg>`;
const of = (list, f, k) => list[(Number(f.digits) + k) % list.length];
const face = (f, k = 0) => `<ellipse cx="210" cy="560" rx="${170 + k * 4}" ry="150" fill="${of(coat, f, k)}"/><rect x="172" y="350" width="76" height="90" fill="${of(shade, f, k)}"/><ellipse cx="210" cy="180" rx="132" ry="150" fill="${of(hair, f, k)}"/><ellipse cx="210" cy="250" rx="${108 + k * 3}" ry="150" fill="${of(shade, f, k)}"/><path d="M104 210 Q 210 ${90 + k * 12} 316 210 L 316 170 Q 210 40 104 170Z" fill="${of(hair, f, k)}"/><ellipse cx="168" cy="245" rx="17" ry="9" fill="#fff"/><ellipse cx="252" cy="245" rx="17" ry="9" fill="#fff"/><circle cx="168" cy="245" r="8" fill="#3a2a1a"/><circle cx="252" cy="245" r="8" fill="#3a2a1a"/><path d="M146 224 q 22 -14 44 0 M230 224 q 22 -14 44 0" stroke="${of(hair, f, k)}" stroke-width="7" fill="none"/><path d="M210 250 q -16 46 2 52" stroke="#00000055" stroke-width="5" fill="none"/><path d="M172 338 q 38 ${8 + k * 4} 76 0" stroke="#9a4a4a" stroke-width="8" fill="none"/>`;
const layout = (name, split, draw, more = {}) => ({ name: `photo_${name}`, family: 'photo', kind: 'photo_identite', slot: 'photo_identite', split, paper: 'portrait', draw, facts: () => ({}), portrait: true, ...more });
const wall = (colour) => `<defs><linearGradient id="w" x2="1" y2="1"><stop offset="0" stop-color="${colour}"/><stop offset="1" stop-color="${colour}ee"/></linearGradient></defs><rect width="420" height="540" fill="url(#w)"/>`;

export const photo = [
  layout('gris', 'tuning', (f) => [svg(420, 540, wall('#c9ced4') + face(f))]),
  layout('bleu', 'test', (f) => [svg(420, 540, wall('#b7cbe0') + face(f, 1))]),
  layout('beige', 'test', (f) => [svg(420, 540, wall('#ddd3c2') + face(f, 2))]),
  layout('clair', 'tuning', (f) => [svg(420, 540, wall('#dfe3e6') + face(f, 3))]),
];

// Pictures that are neither a portrait nor a paper.
const scene = (f) => `<defs><linearGradient id="s" x2="0" y2="1"><stop offset="0" stop-color="#4a86c8"/><stop offset="1" stop-color="#d9e8f2"/></linearGradient></defs><rect width="420" height="540" fill="url(#s)"/><circle cx="${120 + Number(f.digits[0]) * 15}" cy="110" r="42" fill="#ffe9a0"/><path d="M0 330 L 110 210 L 190 300 L 280 190 L 420 340 L 420 540 L 0 540Z" fill="#5b7d5a"/><path d="M0 420 Q 210 350 420 430 L 420 540 L 0 540Z" fill="#3d6a3a"/>${[30, 95, 300, 360].map((x, i) => `<path d="M${x} ${430 - i * 6} l 22 -70 l 22 70Z" fill="#24492a"/>`).join('')}`;
export const scenes = [
  { name: 'image_paysage', family: 'photo', kind: 'paysage', split: 'tuning', paper: 'portrait', draw: (f) => [svg(420, 540, scene(f))] },
  { name: 'image_chat', family: 'photo', kind: 'paysage', split: 'test', paper: 'portrait', draw: (f) => [svg(420, 540, `<rect width="420" height="540" fill="#b9855a"/><rect y="330" width="420" height="210" fill="#7d4a5e"/><ellipse cx="220" cy="350" rx="${120 + Number(f.digits[1])}" ry="95" fill="#555"/><circle cx="130" cy="280" r="66" fill="#5f5f5f"/><path d="M80 240 l 10 -60 l 40 40Z M140 220 l 40 -44 l 8 66Z" fill="#5f5f5f"/><circle cx="110" cy="275" r="10" fill="#d8c84a"/><circle cx="152" cy="275" r="10" fill="#d8c84a"/><path d="M330 340 q 70 -60 40 -140" stroke="#555" stroke-width="24" fill="none"/>`)] },
];
