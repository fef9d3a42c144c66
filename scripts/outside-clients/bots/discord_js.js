// A bot with discord.js; what it has to do stands in person.py.
const {
    ActionRowBuilder, ButtonBuilder, Client, ContainerBuilder, Events, MessageFlags, ModalBuilder, TextDisplayBuilder,
    TextInputBuilder,
} = require('discord.js');

const base = process.argv[2];
const bot = new Client({intents: 1 | 512 | 4096 | 32768, rest: {api: `${base}/api`}});
const row = (...components) => new ActionRowBuilder().addComponents(...components);
const button = (id) => new ButtonBuilder({customId: id, label: id, style: 1});

bot.on('error', (error) => console.log('exception', error));
process.on('unhandledRejection', (error) => console.log('unhandled', error));

bot.on(Events.InteractionCreate, async (asked) => {
    if (asked.isButton() && asked.customId === 'pass') {
        await asked.update({content: 'passed'});
        await asked.followUp({content: 'noted', flags: MessageFlags.Ephemeral});
    } else if (asked.isButton()) {
        const reason = new TextInputBuilder({customId: 'reason', label: 'Reason', style: 1});
        await asked.showModal(new ModalBuilder({customId: 'form', title: 'Why'}).addComponents(row(reason)));
    } else if (asked.isModalSubmit()) {
        const words = `thanks ${asked.fields.getTextInputValue('reason')}`;
        await asked.reply({content: words, flags: MessageFlags.Ephemeral});
    } else if (asked.isChatInputCommand()) {
        await asked.deferReply();
        await asked.editReply(asked.options.getString('what') === 'now' ? 'done' : 'what?');
    }
});

bot.once(Events.ClientReady, async () => {
    const guild = bot.guilds.cache.first();
    const what = {type: 3, name: 'what', description: 'what', required: true};
    await guild.commands.set([{name: 'go', description: 'go', options: [what]}]);
    const releases = guild.channels.cache.find((channel) => channel.name === 'releases');
    const text = new TextDisplayBuilder({content: '# title'});
    const components = [new ContainerBuilder().addTextDisplayComponents(text)];
    const before = await releases.send({flags: MessageFlags.IsComponentsV2, components});
    const thread = await before.startThread({name: 'thread'});
    await thread.send('in the thread');
    await thread.setArchived(true);
    await before.pin();
    await before.react('✅');
    const answers = [{text: 'go', emoji: '✅'}, {text: 'no-go'}];
    const poll = {question: {text: 'Go?'}, answers, duration: 1, allowMultiselect: false};
    const asked = await releases.send({poll});
    const ended = await asked.poll.end();
    if (!ended.poll.resultsFinalized) throw new Error('the poll goes on');
    const said = await releases.send('pass it on');
    const passed = await said.forward(releases);
    if (passed.messageSnapshots.first().content !== 'pass it on') throw new Error('nothing was forwarded');
    const members = await guild.members.search({query: 'ana', limit: 1});
    const role = guild.roles.cache.find((role) => role.name === 'Reviewer');
    await members.first().roles.add(role, 'her turn');
    await guild.members.me.setNickname('robot');
    await releases.send({content: 'card', components: [row(button('pass'), button('why'))]});
});

bot.login('sandbox.bot.token');
