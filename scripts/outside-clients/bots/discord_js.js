// A bot with discord.js; what it has to do stands in person.py.
const {
    ActionRowBuilder, AttachmentBuilder, ButtonBuilder, Client, ContainerBuilder, Events, LabelBuilder, MessageFlags,
    ModalBuilder, StringSelectMenuBuilder, TextDisplayBuilder, TextInputBuilder, UserSelectMenuBuilder,
    RoleSelectMenuBuilder, MentionableSelectMenuBuilder, ChannelSelectMenuBuilder,
} = require('discord.js');

const base = process.argv[2];
const bot = new Client({intents: 1 | 2 | 512 | 1024 | 4096 | 32768 | 65536, rest: {api: `${base}/api`}});
const row = (...components) => new ActionRowBuilder().addComponents(...components);
const button = (id) => new ButtonBuilder({customId: id, label: id, style: 1});
const words = () => ['one', 'two'].map((word) => ({label: word, value: word}));
const reason = (more) => new TextInputBuilder({customId: 'reason', style: 1, ...more});

bot.on('error', (error) => console.log('exception', error));
process.on('unhandledRejection', (error) => console.log('unhandled', error));

async function pressed(asked) {
    if (asked.customId === 'pass') {
        await asked.update({content: 'passed'});
        await asked.followUp({content: 'noted', flags: MessageFlags.Ephemeral});
    } else if (asked.customId === 'why') {
        const field = reason({label: 'Reason'});
        await asked.showModal(new ModalBuilder({customId: 'why', title: 'Why'}).addComponents(row(field)));
    } else {
        const typed = new LabelBuilder().setLabel('Reason').setTextInputComponent(reason());
        const choice = new StringSelectMenuBuilder({customId: 'choice', options: words()});
        const chosen = new LabelBuilder().setLabel('Choice').setStringSelectMenuComponent(choice);
        const form = new ModalBuilder({customId: 'form', title: 'Form'}).addLabelComponents(typed, chosen);
        await asked.showModal(form);
    }
}

async function submitted(asked) {
    const typed = [asked.fields.getTextInputValue('reason')];
    if (asked.customId === 'form') typed.push(...asked.fields.getStringSelectValues('choice'));
    await asked.reply({content: `thanks ${typed.join(' ')}`, flags: MessageFlags.Ephemeral});
}

function chosen(asked) {
    const users = [...(asked.users?.values() ?? [])].map((user) => user.username);
    const named = [...(asked.roles?.values() ?? []), ...(asked.channels?.values() ?? [])].map((thing) => thing.name);
    return asked.isStringSelectMenu() ? asked.values : [...users, ...named];
}

bot.on(Events.InteractionCreate, async (asked) => {
    if (asked.isButton()) await pressed(asked);
    else if (asked.isModalSubmit()) await submitted(asked);
    else if (asked.isAnySelectMenu()) {
        const content = `${asked.customId}: ${chosen(asked).join(' ')}`;
        await asked.reply({content, flags: MessageFlags.Ephemeral});
    } else if (asked.isAutocomplete()) {
        const all = ['now', 'later'].filter((word) => word.startsWith(asked.options.getFocused()));
        await asked.respond(all.map((word) => ({name: word, value: word})));
    } else if (asked.isChatInputCommand()) {
        await asked.deferReply();
        const {options} = asked;
        if (options.getString('what') !== 'now') throw new Error('what?');
        await asked.editReply(`done ${options.getUser('who').username} ${options.getChannel('where').name}`);
    }
});

bot.on(Events.MessageCreate, async (message) => {
    if (message.content === 'ping') await message.channel.send('pong');
});

async function usesChannels(guild, releases) {
    const text = new TextDisplayBuilder({content: '# title'});
    const components = [new ContainerBuilder().addTextDisplayComponents(text)];
    const before = await releases.send({flags: MessageFlags.IsComponentsV2, components});
    const thread = await before.startThread({name: 'thread'});
    await thread.send('in the thread');
    await thread.setArchived(true);
    await before.pin();
    await before.react('✅');
    const forum = guild.channels.cache.find((channel) => channel.name === 'questions');
    const post = await forum.threads.create({name: 'post', message: {content: 'first'}});
    if ((await post.fetchStarterMessage()).content !== 'first') throw new Error('the post begins otherwise');
    const sent = await releases.send({files: [new AttachmentBuilder(Buffer.from('hello'), {name: 'notes.txt'})]});
    const file = await fetch(sent.attachments.first().url);
    if (await file.text() !== 'hello') throw new Error('another file came back');
    await sent.edit('a file');
    const said = await releases.send('pass it on');
    const passed = await said.forward(releases);
    if (passed.messageSnapshots.first().content !== 'pass it on') throw new Error('nothing was forwarded');
    await passed.delete();
}

async function asksInAPoll(releases) {
    const answers = [{text: 'go', emoji: '✅'}, {text: 'no-go'}];
    const poll = {question: {text: 'Go?'}, answers, duration: 1, allowMultiselect: false};
    const asked = await releases.send({poll});
    const ended = await asked.poll.end();
    if (!ended.poll.resultsFinalized) throw new Error('the poll goes on');
}

async function meetsPeople(guild) {
    const ana = (await guild.members.search({query: 'ana', limit: 1})).first();
    await ana.roles.add(guild.roles.cache.find((role) => role.name === 'Reviewer'), 'her turn');
    if ((await guild.members.fetch()).size < 20) throw new Error('not everybody was listed');
    await guild.members.me.setNickname('robot');
    await ana.send('psst');
    const day = 86_400_000;
    const event = await guild.scheduledEvents.create({
        name: 'Outage', privacyLevel: 2, entityType: 3, entityMetadata: {location: 'elsewhere'},
        scheduledStartTime: Date.now() + day, scheduledEndTime: Date.now() + 2 * day,
    });
    await event.setName('Planned outage');
    await event.delete();
}

bot.once(Events.ClientReady, async () => {
    const guild = bot.guilds.cache.first();
    const described = (type, name, more) => ({type, name, description: name, required: true, ...more});
    const options = [described(3, 'what', {autocomplete: true}), described(6, 'who'), described(7, 'where')];
    await guild.commands.set([{name: 'go', description: 'go', options}]);
    const releases = guild.channels.cache.find((channel) => channel.name === 'releases');
    await usesChannels(guild, releases);
    await asksInAPoll(releases);
    await meetsPeople(guild);
    await releases.send({content: 'card', components: [row(...['pass', 'why', 'form'].map(button))]});
    const selects = [
        new StringSelectMenuBuilder({customId: 'text', options: words()}), new UserSelectMenuBuilder({customId: 'people'}),
        new RoleSelectMenuBuilder({customId: 'roles'}), new MentionableSelectMenuBuilder({customId: 'both'}),
        new ChannelSelectMenuBuilder({customId: 'places'}),
    ];
    await releases.send({content: 'selects', components: selects.map((select) => row(select))});
});

bot.login('sandbox.bot.token');
