// The thread that damages pages while the browser draws the next ones: pages' PNG and looks in, files out.
import { writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { looks } from './damage.mjs';
import { randomFrom } from './people.mjs';
import { decodePng, writeHeic, writeTiff } from './picture.mjs';

parentPort.on('message', ({ job, pngs, tasks }) => {
  const sheets = pngs.map((png) => decodePng(Buffer.from(png)));
  for (const { look, base, seed } of tasks) {
    looks[look].files(sheets, randomFrom(seed)).forEach((file, i, all) => {
      const path = `${base}${all.length > 1 ? `.${i + 1}` : ''}.${file.ext}`;
      if (file.ext === 'heic') writeHeic(file.picture, 55, path);
      else if (file.ext === 'tif') writeTiff(file.pictures, path);
      else writeFileSync(path, file.bytes);
    });
  }
  parentPort.postMessage({ job });
});
