// Renders records by carbone: node render_carbone.cjs MODULES TEMPLATE RECORDS.json FOLDER FACTORIES; «ready» after the first.
const [modules, template, records, folder, factories] = process.argv.slice(2);
const fs = require('fs');
const carbone = require(`${modules}/carbone`);
const many = Number(factories);
carbone.set({factories: many, startFactory: true, attempts: 2, tempPath: folder});
const list = JSON.parse(fs.readFileSync(records));
const render = record => new Promise((done, failed) =>
  carbone.render(template, record.values, {convertTo: 'pdf'}, (error, pdf) => {
    if (error) return failed(error);
    fs.writeFileSync(`${folder}/${record.number}.pdf`, pdf);
    done();
  }));
const take = async () => {
  for (let record = list.shift(); record; record = list.shift()) await render(record);
};
(async () => {
  await Promise.all(list.splice(0, many).map(render));
  console.log('ready');
  await Promise.all(Array.from({length: many}, take));
  console.log('done');
  process.exit(0);
})().catch(error => { console.error(error); process.exit(1); });
