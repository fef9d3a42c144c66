// A bot with oceanic.js; what it has to do stands in person.py. Its forms are of rows.
const {Client} = require('oceanic.js');

const base = process.argv[2];
const token = 'Bot sandbox.bot.token';
const bot = new Client({auth: token, rest: {baseURL: `${base}/api/v10`}, gateway: {intents: ['ALL']}});
const button = (id) => ({type: 2, style: 1, label: id, customID: id});
const words = ['one', 'two'].map((word) => ({label: word, value: word}));

bot.on('error', (error) => console.log('exception', error));
process.on('unhandledRejection', (error) => console.log('unhandled', error));

async function pressed(asked) {
    if (asked.data.customID === 'pass') {
        await asked.editParent({content: 'passed'});
        await asked.createFollowup({content: 'noted', flags: 64});
        return;
    }
    const field = {type: 4, customID: 'reason', label: 'Reason', style: 1};
    await asked.createModal({customID: 'why', title: 'Why', components: [{type: 1, components: [field]}]});
}

async function chosen(asked) {
    const {values} = asked.data;
    const users = values.getUsers().map((user) => user.username);
    const named = [...values.getRoles(), ...values.getChannels()].map((thing) => thing.name);
    const names = asked.data.componentType === 3 ? values.raw : [...users, ...named];
    await asked.createMessage({content: `${asked.data.customID}: ${names.join(' ')}`, flags: 64});
}

bot.on('interactionCreate', async (asked) => {
    if (asked.type === 3) await (asked.data.componentType === 2 ? pressed(asked) : chosen(asked));
    else if (asked.type === 5) {
        const typed = asked.data.components.getTextInput('reason');
        await asked.createMessage({content: `thanks ${typed}`, flags: 64});
    } else if (asked.type === 4) {
        const typed = asked.data.options.getFocused().value;
        const all = ['now', 'later'].filter((word) => word.startsWith(typed));
        await asked.result(all.map((word) => ({name: word, value: word})));
    } else {
        await asked.defer();
        const {options} = asked.data;
        if (options.getString('what') !== 'now') throw new Error('what?');
        const content = `done ${options.getUser('who').username} ${options.getChannel('where').name}`;
        await asked.editOriginal({content});
    }
});

bot.on('messageCreate', async (message) => {
    if (message.content === 'ping') await message.channel.createMessage({content: 'pong'});
});

async function usesChannels(guild, releases) {
    const before = await releases.createMessage({content: 'before'});
    const thread = await before.startThread({name: 'thread'});
    await thread.createMessage({content: 'in the thread'});
    await before.pin();
    await before.createReaction('✅');
    const forum = guild.channels.find((channel) => channel.name === 'questions');
    await forum.startThread({name: 'post', message: {content: 'first'}});
    const sent = await releases.createMessage({files: [{name: 'notes.txt', contents: Buffer.from('hello')}]});
    const file = await fetch(sent.attachments.first().url);
    if (await file.text() !== 'hello') throw new Error('another file came back');
    await sent.edit({content: 'a file'});
    await before.delete();
}

async function meetsPeople(guild) {
    const [ana] = await guild.searchMembers({query: 'ana', limit: 1});
    await ana.addRole(guild.roles.find((role) => role.name === 'Reviewer').id, 'her turn');
    await guild.editCurrentMember({nick: 'robot'});
    const direct = await ana.user.createDM();
    await direct.createMessage({content: 'psst'});
    const at = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const event = await guild.createScheduledEvent({
        name: 'Outage', privacyLevel: 2, entityType: 3, entityMetadata: {location: 'elsewhere'},
        scheduledStartTime: at(24), scheduledEndTime: at(25),
    });
    await guild.editScheduledEvent(event.id, {name: 'Planned outage'});
    await event.deleteScheduledEvent();
}

bot.once('ready', async () => {
    const guild = bot.guilds.first();
    const described = (type, name, more) => ({type, name, description: name, required: true, ...more});
    const options = [described(3, 'what', {autocomplete: true}), described(6, 'who'), described(7, 'where')];
    await bot.application.bulkEditGuildCommands(guild.id, [{type: 1, name: 'go', description: 'go', options}]);
    const releases = guild.channels.find((channel) => channel.name === 'releases');
    await usesChannels(guild, releases);
    await meetsPeople(guild);
    const card = {type: 1, components: ['pass', 'why'].map(button)};
    await releases.createMessage({content: 'card', components: [card]});
    const selects = [[3, 'text'], [5, 'people'], [6, 'roles'], [7, 'both'], [8, 'places']];
    const rows = selects.map(([type, customID]) => ({
        type: 1, components: [{type, customID, ...(type === 3 ? {options: words} : {})}],
    }));
    await releases.createMessage({content: 'selects', components: rows});
});

bot.connect();
