export const restore = {
    title: '',
};
